// What stays on this device: remembering the conversation here, and clearing it away.
import { memory } from "./memory.js";
import { byId, notice } from "./page.js";
import * as server from "./server.js";
import { ask, menuItem } from "./sheets.js";

const OFFER_AFTER_LETTERS = 6;

const show = () => byId("menu-remember").setAttribute("aria-checked", String(memory.remembered));

/** Offer once, when there is something worth remembering. */
export function offer(letters) {
  byId("offer").hidden = memory.state.offered || memory.remembered || letters < OFFER_AFTER_LETTERS;
}

function decline() {
  memory.state.offered = true;
  memory.save();
  byId("offer").hidden = true;
}

function remember(on) {
  decline();
  memory.remember(on);
  show();
  notice(on ? "remembered" : "not_remembered");
}

async function forget(clear) {
  if (!(await ask("forget"))) return;
  if (memory.state.token) await server.forget().catch(() => null); // without a connection this device is cleared all the same
  memory.forget();
  clear();
  byId("offer").hidden = true;
  show();
  notice("forgotten");
  byId("text").focus();
}

/** `clear()` empties the page after the citizen had this device cleared. */
export function prepare(clear) {
  show();
  byId("menu-remember").onclick = () => remember(!memory.remembered);
  byId("offer-yes").onclick = () => remember(true);
  byId("offer-no").onclick = decline;
  menuItem("menu-forget", () => forget(clear));
}

// Leaving quickly, for whoever must not be seen here.
import { memory } from "./memory.js";
import { byId } from "./page.js";

const PRESSES = 3;
const WITHIN_MS = 2000;

function leave() {
  document.body.hidden = true;
  document.title = "\u200b";
  memory.leave();
  location.replace(document.body.dataset.leave); // takes this page's place in the history, so that Back does not return
}

export function prepare() {
  byId("leave").onclick = (event) => {
    event.preventDefault();
    leave();
  };
  let presses = [];
  addEventListener("keydown", (event) => {
    if (event.repeat) return;
    presses = event.key === "Shift" ? [...presses, event.timeStamp].slice(-PRESSES) : [];
    if (presses.length === PRESSES && presses.at(-1) - presses[0] < WITHIN_MS) leave();
  });
  // A page that the browser brings back whole would show what was left.
  addEventListener("pageshow", (event) => event.persisted && location.reload());
}

// One bubble: what it says, when, and whether it has arrived.
import { icon, make, told } from "./page.js";
import { language, locale } from "./words.js";

const MARKS = { sending: "clock", waiting: "clock", sent: "tick", unsent: "retry", refused: "cross", uploading: "clock" };
const WORDS = { sending: "sending", waiting: "waiting", sent: "sent", unsent: "retry", refused: "refused", uploading: "uploading" };
const REFUSALS = { 413: "refused_long", 415: "refused_type" };
const THINGS = { photo: "camera", video: "camera", recording: "paper", file: "paper", place: "pin" };

export const clock = (at) => new Intl.DateTimeFormat(locale(), { hour: "2-digit", minute: "2-digit" }).format(at);

const time = (at) => make("time", { dateTime: at.toISOString(), textContent: clock(at) });

/** The text, with the emergency number made a link to call it. */
function paragraph(text) {
  const number = document.body.dataset.number;
  const parts = text.split(new RegExp(`(?<![\\w+])(${number.replace(/[+]/g, "\\+")})(?!\\w)`));
  const call = (part) => make("a", { href: `tel:${number.replaceAll(" ", "")}`, textContent: part });
  return make("p", { dir: "auto" }, ...parts.map((part) => (part === number ? call(part) : part)));
}

const plain = (text) => make("p", { dir: "auto", textContent: text });

/** What a letter without words was. */
export function kindOf({ files, place }) {
  if (place) return "place";
  return { image: "photo", video: "video", audio: "recording" }[files[0]?.split("/")[0]] ?? "file";
}

/** What stands in for a message without words. */
function thing(kind) {
  const words = { photo: "photo", video: "video", recording: "recording", place: "place_shared" }[kind] ?? "file";
  return make("p", {}, icon(THINGS[kind] ?? "paper"), told("span", words));
}

/** A bubble of ours: `author` is bot or handler. */
export function theirs({ author, text, at, choices }) {
  const from = told("span", author, {}, author === "handler" ? "from" : "unseen");
  const meta = make("span", { className: "meta" }, time(at));
  const answers = choices.map((choice) => choice.label).join(", ");
  const heard = answers ? [told("span", "choices_are", { answers }, "unseen")] : [];
  return make("div", { className: `bubble them ${author}`, lang: language() }, from, paragraph(text), ...heard, meta);
}

/** A bubble of the citizen's: words, or a file or place (`kind`) with perhaps a `preview`. */
export function mine({ text, kind, at, preview }) {
  const content = preview ?? (text ? plain(text) : thing(kind));
  const state = make("span", { className: "meta" }, time(at), make("span", { className: "state" }));
  return make("div", { className: `bubble me${text ? "" : " thing"}` }, told("span", "you", {}, "unseen"), content, state);
}

/** Show how far a bubble of the citizen's has come; `again` is called when they ask to try again. */
export function mark(bubble, state, { status, again, percent } = {}) {
  const place = bubble.querySelector(".state");
  if (place.dataset.state === `${state}${percent ?? ""}`) return;
  place.dataset.state = `${state}${percent ?? ""}`;
  const quiet = state === "sent" || state === "sending";
  const key = state === "refused" ? refusal(bubble, status) : WORDS[state];
  const label = told("span", key, percent === undefined ? {} : { percent }, quiet ? "unseen" : "");
  bubble.classList.toggle("unsent", state === "unsent" || state === "refused");
  const face = [icon(MARKS[state]), label];
  place.replaceChildren(...(state === "unsent" ? [make("button", { type: "button", onclick: again }, ...face)] : face));
}

const refusal = (bubble, status) => (bubble.classList.contains("thing") && status === 413 ? "refused_large" : REFUSALS[status] ?? "refused");

export function day(at) {
  const days = Math.round((new Date().setHours(12, 0, 0, 0) - new Date(at).setHours(12, 0, 0, 0)) / 86400000);
  if (days === 0 || days === 1) return told("div", days ? "yesterday" : "today", {}, "day");
  const format = new Intl.DateTimeFormat(locale(), { weekday: "long", day: "numeric", month: "long" });
  return make("div", { className: "day", textContent: format.format(at) });
}

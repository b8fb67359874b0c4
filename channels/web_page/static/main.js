// The web chat: puts the parts together and keeps asking for news.
import { mark, mine } from "./bubbles.js";
import { Composer } from "./composer.js";
import * as device from "./device.js";
import { Files } from "./files.js";
import * as leaving from "./leave.js";
import { Log } from "./log.js";
import { memory } from "./memory.js";
import { Outbox } from "./outbox.js";
import { byId, notice, touch } from "./page.js";
import * as place from "./place.js";
import * as server from "./server.js";
import * as sheets from "./sheets.js";
import * as viewport from "./viewport.js";
import { speak } from "./words.js";

const TYPING_AFTER_MS = 250;
const REST_MS = 1000;
const LONGEST_REST_MS = 30000;

const newName = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");

/** Wait, but not when the citizen comes back to the page or the connection to them. */
function pause(ms) {
  return new Promise((resolve) => {
    const ended = new AbortController();
    const end = () => resolve(ended.abort());
    setTimeout(end, ms);
    for (const event of ["online", "visibilitychange"]) addEventListener(event, end, { signal: ended.signal });
  });
}

const log = new Log({ press });
const outbox = new Outbox({ items: memory.state.pending, send: deliver, changed: moved, save: () => memory.save() });
const files = new Files({ send: deliverFile, log, changed: () => composer?.changed(), name: newName });
const composer = new Composer({ send: sendWritten, more: () => files.chosen.length > 0 });

/**
 * Ask the server with `ask(position)` and take its answer: letters, and the language the conversation is in by now.
 * `name` is that of a message which the server has once it answers.
 */
let spoken = null;
async function exchange(ask, name) {
  const position = log.position;
  const news = await ask(position);
  if (news.ended) end(name);
  if (!outrun(news.letters, position)) await receive(news);
  return news;
}

/** Whether a letter may be a message that was sent after the question was asked: then asking again tells which. */
function outrun(letters, { names }) {
  const later = [...log.pending.keys()].some((name) => !names.includes(name));
  return later && letters.some((letter) => letter.author === "citizen" && !letter.name);
}

/** The conversation was stopped: the session leads nowhere any more, the next message begins another. */
function end(name) {
  log.arrived(name);
  memory.state.token = null;
  memory.save();
}

async function receive({ letters, language: code }) {
  if (code && code !== spoken) await speak((spoken = code));
  log.take(letters);
  device.offer(log.seen.size);
}

/** Run `act`; a session that the server no longer knows is replaced by a new one, once. */
async function inSession(act) {
  try {
    return await act();
  } catch (failure) {
    if (failure.status !== 403) throw failure;
    memory.state.token = null;
    memory.save();
    notice("renewed");
    return act();
  }
}

async function deliver(item) {
  const slow = setTimeout(() => log.typing(true), TYPING_AFTER_MS);
  try {
    await inSession(() => exchange((position) => server.post(item, position), item.name));
  } finally {
    clearTimeout(slow);
    log.typing(false);
  }
}

async function deliverFile(name, file, progress) {
  await inSession(() => exchange((position) => server.upload(name, file, position, progress), name));
}

/** What became of a message on its way. */
function moved(item, state, status) {
  const bubble = log.pending.get(item.name);
  if (bubble) mark(bubble, state, { status, again: () => outbox.now() });
  if (state === "unsent") notice("busy");
  if (state === "refused" || state === "sent") log.pending.delete(item.name);
}

function send(message) {
  const item = { name: newName(), at: Date.now(), ...message };
  log.show(item.name, mine({ ...item, at: new Date(item.at) }));
  outbox.add(item);
}

function sendWritten(text) {
  files.sendAll();
  if (text) send({ text });
}

function press(choice, event) {
  send({ text: choice.label, choice: choice.value });
  const next = event.detail === 0 || !touch() ? "text" : "scroll"; // the pressed button is gone
  byId(next).focus({ preventScroll: true });
}

/** Ask for news for as long as the page is open: the server holds the question until there is some. */
async function listen() {
  for (let rest = REST_MS; ; await pause(rest)) {
    if (!memory.state.token || !navigator.onLine || document.hidden) continue;
    try {
      const news = await exchange(server.poll);
      rest = Math.max(REST_MS / 4, news.again * 1000);
    } catch (failure) {
      if (failure.status === undefined) throw failure;
      rest = Math.min(LONGEST_REST_MS, rest * 2);
    }
  }
}

function clear() {
  outbox.items = memory.state.pending;
  files.clear();
  log.clear();
}

async function another() {
  if (await sheets.ask("new")) send({ text: "NEW" });
}

function connection() {
  if (!navigator.onLine) notice("offline", {}, { stays: true });
  else if (!byId("notice").hidden) notice("online");
}

async function restore() {
  for (const item of memory.state.pending) log.show(item.name, mine({ ...item, at: new Date(item.at) }));
  if (memory.state.token) await exchange(server.poll).catch(() => null);
  outbox.now();
}

function prepare() {
  sheets.prepare();
  leaving.prepare();
  viewport.prepare();
  device.prepare(clear);
  place.prepare((where) => send({ ...where, kind: "place" }));
  byId("open-menu").onclick = () => byId("menu").showModal();
  sheets.menuItem("menu-new", another);
  byId("language").onchange = (event) => speak(event.target.value);
  addEventListener("online", connection);
  addEventListener("offline", connection);
  for (const id of ["composer", "open-menu"]) byId(id).hidden = false;
  document.documentElement.classList.add("ready");
  connection();
}

prepare();
restore().then(listen);
if (!touch()) byId("text").focus();

// The console's scripts: pages bring themselves up to date, and say so. Everything works without them, too.
"use strict";

const policy = window.trustedTypes ? trustedTypes.createPolicy("desk", { createHTML: (text) => text }) : { createHTML: (text) => text };
const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
document.documentElement.classList.add("scripted");

// --- live: Server-Sent Events wake the page, which then reads itself again; without them it polls.

const POLL_SECONDS = 10, SAFETY_SECONDS = 60, SILENCE_SECONDS = 40, SETTLE_MS = 250, BETWEEN_MS = 1000, BETWEEN_ANY_MS = 5000;
const page = $("[data-live-page]");
const sign = $("#live");
let state = "off", lastSign = 0, lastRead = 0, timer = 0, busy = false, again = false, source = null;

const STATES = { on: "Live", poll: "Every 10 s", lost: "Not live", out: "Logged out" };

function show(next) {
  if (!sign || state === next) return;
  const was = state;
  state = next;
  sign.dataset.state = next === "out" ? "lost" : next;
  $(".text", sign).textContent = STATES[next];
  sign.title = { on: "Changes appear by themselves.", poll: "The page looks for changes every 10 seconds.", lost: "The connection is lost. The page keeps trying.", out: "Reload the page to log in again." }[next];
  if (next === "lost" || next === "out" || was === "lost") announce(STATES[next]);
}

function announce(text, urgent = false) {
  const box = $(urgent ? "#urgent" : "#polite") || $("#polite");
  if (!box) return;
  box.textContent = "";
  setTimeout(() => { box.textContent = text; }, 60);
}

function references(root) {
  return new Map($$("[data-reference]", root).map((row) => [row.dataset.reference, row.dataset.priority]));
}

async function refresh() {
  if (busy) { again = true; return; }
  busy = true;
  try {
    const answer = await fetch(location.href.split("#")[0], { headers: { "X-Live": "1" }, cache: "no-store", credentials: "same-origin", redirect: "error" });
    if (answer.status === 401) return stop("out");
    if (!answer.ok) return show("lost");
    swap(new DOMParser().parseFromString(policy.createHTML(await answer.text()), "text/html"));
    lastSign = Date.now();
    if (!source) show("poll");
    else if (source.readyState === EventSource.OPEN) show("on");
  } catch {
    show("lost");
  } finally {
    busy = false;
    if (again) { again = false; soon(); }
  }
}

function swap(fresh) {
  const before = references(document), thread = $("#thread");
  const letters = thread ? thread.children.length : 0;
  const atEnd = thread && thread.scrollHeight - thread.scrollTop - thread.clientHeight < 80;
  const focused = document.activeElement && document.activeElement.closest("[data-live]") ? document.activeElement : null;
  const way = focused && (focused.id ? `#${CSS.escape(focused.id)}` : focused.getAttribute("href") ? `[href="${CSS.escape(focused.getAttribute("href"))}"]` : "");
  for (const old of $$("[data-live]")) {
    const next = fresh.getElementById(old.id);
    if (next && next.innerHTML !== old.innerHTML) {
      const scrolled = old.scrollTop;
      if (playing(old) || inHand(old)) continue;
      old.replaceChildren(...[...next.childNodes].map((node) => document.adoptNode(node)));
      old.className = next.className;
      old.scrollTop = scrolled;
    }
  }
  const token = $("#live-pending"), nextToken = fresh.getElementById("live-pending");
  if (token && nextToken) token.dataset.pending = nextToken.dataset.pending;
  document.title = fresh.title;
  if (way && document.activeElement === document.body) { const target = $(way); if (target) target.focus({ preventScroll: true }); }
  if (thread && atEnd) thread.scrollTop = thread.scrollHeight;
  if (thread && thread.children.length > letters) announce("New message in the conversation");
  tellNew(before);
  ages();
}

// A film or recording in hand is not pulled away.
const playing = (root) => $$("video, audio", root).some((player) => !player.paused);

// Neither is a form that somebody fills in, nor a button under their finger.
const inHand = (root) => root.dataset.touched === "1" || $("details.correct[open], button:active", root) || $$("select, textarea, input", root).includes(document.activeElement);

function tellNew(before) {
  if (!page || page.dataset.livePage !== "queue") return;
  const fresh = $$("[data-reference]").filter((row) => !before.has(row.dataset.reference));
  const risen = $$("[data-reference]").filter((row) => before.has(row.dataset.reference) && row.dataset.priority === "emergency" && before.get(row.dataset.reference) !== "emergency");
  for (const row of [...fresh, ...risen]) row.classList.add("fresh");
  const urgent = [...fresh, ...risen].filter((row) => row.dataset.priority === "emergency");
  if (urgent.length) announce(`Emergency: ${urgent.map(words).join("; ")}`, true);
  else if (fresh.length) announce(fresh.length === 1 ? `New tip: ${words(fresh[0])}` : `${fresh.length} new tips`);
}

const words = (row) => `${$("strong", row).textContent} ${$(".where", row).textContent.trim()}`;

// At once after a quiet while; under a stream of changes only so often.
function soon(least = BETWEEN_MS) {
  if (timer) return;
  timer = setTimeout(() => { timer = 0; lastRead = Date.now(); refresh(); }, Math.max(SETTLE_MS, lastRead + least - Date.now()));
}

// Which tips changed, by number; 0 stands for any, as when a provider reports what became of a message.
function changed(ids) {
  const numbers = ids.split(" ");
  if (page.dataset.livePage === "queue" || numbers.includes(page.dataset.tip)) soon();
  else if (numbers.includes("0")) soon(BETWEEN_ANY_MS);
}

// Names this tab, so that the server can end the stream of the page that was here before.
function tabName() {
  const name = sessionStorage.getItem("tab") || crypto.getRandomValues(new Uint32Array(2)).join("-");
  sessionStorage.setItem("tab", name);
  return name;
}

function connect() {
  source = new EventSource(`${sign.dataset.url}?tab=${tabName()}`);
  source.addEventListener("live", () => {
    const missed = state !== "on" && (state !== "off" || page.dataset.livePage === "queue");
    lastSign = Date.now();
    show("on");
    if (missed) soon();
  });
  source.addEventListener("tip", (event) => { lastSign = Date.now(); show("on"); changed(event.data); });
  source.onerror = () => {
    if (source && source.readyState === EventSource.CLOSED) { source = null; refresh(); } // no room, or logged out
    else show("lost");
  };
}

function stop(reason) {
  show(reason);
  if (source) source.close();
  source = null;
  clearInterval(watch);
}

let watch = 0;
function follow() {
  connect();
  watch = setInterval(() => {
    if (document.hidden && state === "poll") return;
    const silent = (Date.now() - lastSign) / 1000;
    const pending = $("#live-pending") && $("#live-pending").dataset.pending === "1";
    if (source && state === "on" && silent > SILENCE_SECONDS) { source.close(); connect(); show("lost"); }
    else if (pending && silent > 3 || !source && silent > POLL_SECONDS || source && state === "lost" && silent > POLL_SECONDS) refresh();
  }, 2000);
  if (page.dataset.livePage === "queue") setInterval(() => { if (state === "on") refresh(); }, SAFETY_SECONDS * 1000);
  document.addEventListener("visibilitychange", () => { if (!document.hidden && watch) soon(); });
  window.addEventListener("pagehide", () => { if (source) source.close(); });
  window.addEventListener("pageshow", (event) => { if (event.persisted && watch) { connect(); soon(); } });
}

// --- ages stay true while the page is open

function ages() {
  for (const element of $$("time.age")) {
    const passed = (Date.now() - new Date(element.getAttribute("datetime"))) / 1000;
    const [unit, name] = passed < 3600 ? [60, "min"] : passed < 86400 ? [3600, "h"] : [86400, "d"];
    element.textContent = passed < 60 ? "now" : `${Math.floor(passed / unit)} ${name}`;
  }
}

// --- how long a reply is: SMS go in segments (3GPP TS 23.038: 160 characters alone, 153 in a row; 70 and 67 when not GSM)

const GSM = new Set("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà");
const GSM_TWO = new Set("^{}\\[~]|€\f");

function segments(text) {
  const letters = [...text];
  if (letters.every((letter) => GSM.has(letter) || GSM_TWO.has(letter))) {
    const units = letters.reduce((sum, letter) => sum + (GSM_TWO.has(letter) ? 2 : 1), 0);
    return units <= 160 ? 1 : Math.ceil(units / 153);
  }
  return text.length <= 70 ? 1 : Math.ceil(text.length / 67);
}

function counter(box) {
  const out = $("#counter");
  const count = () => {
    const text = box.value, number = segments(text);
    const sms = box.dataset.count === "sms" && text ? `, ${number} SMS` : "";
    out.textContent = `${[...text].length} characters${sms}`;
    out.classList.toggle("long", Boolean(sms) && number > 2);
  };
  box.addEventListener("input", count);
  count();
}

// --- start

ages();
setInterval(ages, 20000);
for (const select of $$("select[data-submit]")) select.addEventListener("change", () => select.form.requestSubmit());
const box = $("[data-count]");
if (box) counter(box);
for (const area of $$("textarea")) area.addEventListener("keydown", (event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) area.form.requestSubmit(); });
// One press, one message.
for (const form of $$("form[method=post]")) form.addEventListener("submit", () => setTimeout(() => $$("button", form).forEach((button) => { button.disabled = true; })));
window.addEventListener("pageshow", (event) => { if (event.persisted) $$("form button").forEach((button) => { button.disabled = false; }); });
for (const part of $$("[data-live]")) part.addEventListener("input", () => { part.dataset.touched = "1"; });
const thread = $("#thread");
if (thread && thread.lastElementChild) thread.scrollTop = thread.lastElementChild.offsetTop - thread.offsetTop - 12;
// Said once: a reload does not say it again.
if ($("[data-said]")) { const here = new URL(location.href); here.searchParams.delete("said"); history.replaceState(null, "", here); }
if (sign && page && (page.dataset.livePage === "tip" || "follow" in page.dataset)) follow();

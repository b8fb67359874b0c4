// The conversation on the screen: letters in the server's order, messages on their way below them.
import { day, kindOf, mark, mine, theirs } from "./bubbles.js";
import { byId, make } from "./page.js";

const NEAR_PIXELS = 120;

export class Log {
  /** `press(choice)` is called with a quick answer. */
  constructor({ press }) {
    this.press = press;
    this.place = byId("log");
    this.scroll = byId("scroll");
    this.clear();
    byId("newer").onclick = () => this.down();
    this.scroll.addEventListener("scroll", () => this.scrolled(), { passive: true });
    const resized = new ResizeObserver(() => this.wasNear && this.down()); // pictures load, keyboards open
    resized.observe(this.scroll);
    resized.observe(this.place);
  }

  clear() {
    this.place.replaceChildren();
    this.seen = new Set();
    this.pending = new Map();
    this.last = 0;
    this.lastDay = "";
    this.lastSide = "";
    this.wasNear = true;
    this.offer([]);
  }

  /** Letters from the server, oldest first. True when one of them is news from the other side. */
  take(letters) {
    const fresh = letters.filter((letter) => !this.seen.has(letter.id));
    fresh.forEach((letter) => this.add(letter));
    if (!fresh.length) return false;
    this.settleChoices(fresh);
    if (this.wasNear) this.down();
    else byId("newer").hidden = false;
    this.place.classList.add("live");
    return fresh.some((letter) => letter.author !== "citizen");
  }

  /** What the server is told of: the last letter we have, and our messages that we have not seen arrive. */
  get position() {
    return { after: this.last, names: [...this.pending.keys()] };
  }

  add(letter) {
    if (letter.id) this.seen.add(letter.id);
    this.last = Math.max(this.last, letter.id ?? 0);
    const at = letter.at ? new Date(letter.at) : new Date();
    this.insert(letter.author === "citizen" ? this.settled(letter, at) : theirs({ ...letter, at }), at, letter.author);
  }

  /** The bubble of a message that the server has: the one already shown, or a new one after a reload. */
  settled(letter, at) {
    const shown = this.pending.get(letter.name);
    this.pending.delete(letter.name);
    const bubble = shown ?? mine({ text: letter.text, kind: kindOf(letter), at });
    mark(bubble, "sent");
    return bubble;
  }

  /** A message that the server has and will not show again. */
  arrived(name) {
    const bubble = this.pending.get(name);
    this.pending.delete(name);
    if (bubble) mark(bubble, "sent");
  }

  insert(bubble, at, side) {
    const before = [...this.pending.values()][0] ?? null;
    if (this.lastDay !== at.toDateString()) this.place.insertBefore(day(at), before);
    bubble.classList.toggle("turned", this.lastSide !== side);
    this.lastDay = at.toDateString();
    this.lastSide = side;
    if (bubble.nextSibling !== before || !bubble.parentNode) this.place.insertBefore(bubble, before);
  }

  /** A message on its way, at the end of the conversation. */
  show(name, bubble) {
    bubble.classList.add("turned");
    this.pending.set(name, bubble);
    this.place.append(bubble);
    if (this.answering()) this.offer([]);
    this.down();
  }

  /** Quick answers belong to the last question that the citizen has not answered. */
  settleChoices(letters) {
    const since = letters.slice(letters.findLastIndex((letter) => letter.author === "citizen") + 1);
    const asking = since.findLast((letter) => letter.choices.length);
    if (asking || since.length < letters.length) this.offer(this.answering() ? [] : asking?.choices ?? []);
  }

  /** Whether words are on their way; a file may take long, and questions can be answered meanwhile. */
  answering() {
    return [...this.pending.values()].some((bubble) => !bubble.classList.contains("upload"));
  }

  offer(choices) {
    const button = (choice) => make("button", { type: "button", dir: "auto", textContent: choice.label, onclick: (event) => this.press(choice, event) });
    byId("choices").replaceChildren(...choices.map(button));
    byId("choices").hidden = !choices.length;
  }

  typing(on) {
    byId("typing").hidden = !on;
    if (on && this.wasNear) this.down();
  }

  scrolled() {
    this.wasNear = this.scroll.scrollHeight - this.scroll.scrollTop - this.scroll.clientHeight < NEAR_PIXELS;
    if (this.wasNear) byId("newer").hidden = true;
  }

  down() {
    this.scroll.scrollTop = this.scroll.scrollHeight;
    this.wasNear = true;
    byId("newer").hidden = true;
  }
}

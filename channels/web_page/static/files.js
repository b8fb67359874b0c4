// Photos, videos and recordings: chosen, looked at, sent with progress.
import { kindOf, mark, mine } from "./bubbles.js";
import { byId, icon, make, notice } from "./page.js";
import { abortUploads } from "./server.js";
import { say } from "./words.js";

/** A picture of the file where the browser can draw it, else a sheet of paper. */
function preview(file) {
  const paper = make("span", { className: "paper" }, icon("paper"));
  const kind = kindOf({ files: [file.type] });
  if (kind !== "photo" && kind !== "video") return paper;
  const picture = make(kind === "photo" ? "img" : "video", { src: URL.createObjectURL(file), alt: say(kind), muted: true });
  picture.onerror = () => picture.replaceWith(paper);
  return picture;
}

const TRIES = 4;
const PAUSE_MS = 4000;

export class Files {
  /** `send(name, file, progress)` uploads one; `log` shows it; `changed()` hears when the tray fills or empties. */
  constructor({ send, log, changed, name }) {
    Object.assign(this, { send, log, changed, name });
    this.chosen = [];
    this.unsent = new Set();
    this.round = 0;
    byId("add-file").onclick = () => byId("files").click();
    byId("files").onchange = (event) => {
      this.choose([...event.target.files]);
      event.target.value = "";
    };
    addEventListener("online", () => [...this.unsent].forEach((again) => again()));
  }

  /** Forget all: nothing that is still on its way is tried again. */
  clear() {
    this.round++;
    this.unsent.clear();
    this.chosen = [];
    this.draw();
    abortUploads();
  }

  choose(files) {
    const limit = Number(document.body.dataset.limit);
    for (const file of files) {
      if (file.size > limit) notice("too_large", { name: file.name, megabytes: Math.floor(limit / 1048576) });
      else this.chosen.push(file);
    }
    this.draw();
    byId("text").focus();
  }

  draw() {
    byId("tray").replaceChildren(...this.chosen.map((file) => this.card(file)));
    byId("tray").hidden = !this.chosen.length;
    this.changed();
  }

  card(file) {
    const remove = make("button", { type: "button", ariaLabel: say("remove", { name: file.name }) }, icon("cross"));
    remove.onclick = () => {
      this.chosen.splice(this.chosen.indexOf(file), 1);
      this.draw();
      (byId("tray").querySelector("button") ?? byId("add-file")).focus();
    };
    return make("li", {}, preview(file), make("span", { className: "caption", textContent: file.name, dir: "auto" }), remove);
  }

  sendAll() {
    const files = this.chosen;
    this.chosen = [];
    this.draw();
    files.forEach((file) => this.start(file));
  }

  start(file) {
    const name = this.name();
    const kind = kindOf({ files: [file.type] });
    const face = make("div", {}, preview(file));
    if (face.querySelector(".paper")) face.replaceChildren(make("p", {}, icon("paper"), make("span", { textContent: file.name, dir: "auto" })));
    const bubble = mine({ kind, at: new Date(), preview: face });
    bubble.classList.add("upload");
    this.log.show(name, bubble);
    this.deliver({ name, file, bubble, round: this.round, tries: 1 });
  }

  async deliver(upload) {
    const { name, file, bubble } = upload;
    const bar = bubble.querySelector("progress") ?? make("progress", { max: 1 });
    bar.ariaLabel = say("sending");
    bubble.insertBefore(bar, bubble.querySelector(".meta"));
    const progress = (share) => {
      bar.value = share;
      mark(bubble, "uploading", { percent: Math.round(share * 100) });
    };
    progress(0);
    await this.send(name, file, progress).then(
      () => this.settled(name, bubble, "sent"),
      (failure) => this.failed(upload, failure),
    );
    bar.remove();
  }

  settled(name, bubble, state, status) {
    this.log.pending.delete(name);
    mark(bubble, state, { status });
  }

  /** Tried again by itself a few times, when the connection is back, and when the citizen taps. */
  failed(upload, { status, final }) {
    const { name, bubble, round, tries } = upload;
    if (round !== this.round) return;
    if (final) return this.settled(name, bubble, "refused", status);
    const retry = () => this.unsent.delete(retry) && this.deliver({ ...upload, tries: tries + 1 });
    this.unsent.add(retry);
    mark(bubble, "unsent", { again: retry });
    if (tries < TRIES) setTimeout(retry, PAUSE_MS * tries);
  }
}


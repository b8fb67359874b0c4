// Messages on their way: sent in order, each once, tried again until the server has them.
const LONGEST_PAUSE_MS = 30000;

export class Outbox {
  /**
   * `items` is the queue (kept by the caller), `send(item)` delivers one or throws a Failure, `changed(item, state)`
   * hears "sending", "waiting", "unsent", "sent" or "refused"; `save()` keeps the queue.
   */
  constructor({ items, send, changed, save }) {
    Object.assign(this, { items, send, changed, save });
    this.busy = false;
    this.failures = 0;
    addEventListener("online", () => this.now());
  }

  add(item) {
    this.items.push(item);
    this.save();
    this.changed(item, this.busy || navigator.onLine ? "sending" : "waiting");
    this.now();
  }

  /** Try at once, whatever the pause. */
  now() {
    clearTimeout(this.timer);
    this.run();
  }

  async run() {
    if (this.busy) return;
    this.busy = true;
    while (this.items.length && (await this.deliver(this.items[0])));
    this.busy = false;
  }

  async deliver(item) {
    this.changed(item, "sending");
    try {
      await this.send(item);
      this.failures = 0;
      this.done(item, "sent");
      return true;
    } catch (failure) {
      return this.failed(item, failure);
    }
  }

  failed(item, failure) {
    if (failure.final) {
      this.done(item, "refused", failure.status);
      return true;
    }
    if (failure.status === undefined) throw failure;
    this.items.forEach((each) => this.changed(each, navigator.onLine ? "unsent" : "waiting", failure.status));
    const pause = Math.min(LONGEST_PAUSE_MS, 1000 * 2 ** this.failures++);
    this.timer = setTimeout(() => this.run(), pause);
    return false;
  }

  done(item, state, status) {
    const place = this.items.indexOf(item);
    if (place >= 0) this.items.splice(place, 1);
    this.save();
    this.changed(item, state, status);
  }
}

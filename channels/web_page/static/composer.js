// The box one writes in.
import { byId, touch } from "./page.js";

export class Composer {
  /** `send(text)` is called with what was written; `more()` tells whether files wait to go along. */
  constructor({ send, more }) {
    Object.assign(this, { send, more });
    this.box = byId("text");
    this.box.oninput = () => this.changed();
    this.box.onkeydown = (event) => this.key(event);
    byId("composer").onsubmit = (event) => {
      event.preventDefault();
      this.submit();
    };
    this.changed();
  }

  /** On a keyboard Enter sends and Shift+Enter breaks the line; on a phone Enter breaks the line. */
  key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || touch()) return;
    event.preventDefault();
    this.submit();
  }

  submit() {
    const text = this.box.value.trim();
    if (!text && !this.more()) return;
    this.box.value = "";
    this.changed();
    this.send(text);
    this.box.focus();
  }

  changed() {
    byId("send").disabled = !this.box.value.trim() && !this.more();
    if (CSS.supports("field-sizing", "content")) return;
    this.box.style.height = "auto";
    this.box.style.height = `${this.box.scrollHeight + 2}px`;
  }
}

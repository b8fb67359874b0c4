// Small helpers around the document.
import { say } from "./words.js";

export const byId = (id) => document.getElementById(id);

/** An element with properties and children; text is always set as text, never as markup. */
export function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

/** An element whose words follow the page's language. */
export function told(tag, key, names = {}, className = "") {
  const element = make(tag, { className, textContent: say(key, names) });
  Object.assign(element.dataset, names, { t: key });
  return element;
}

export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const picture = document.createElementNS(space, "svg");
  picture.setAttribute("class", "icon");
  picture.setAttribute("aria-hidden", "true");
  picture.append(document.createElementNS(space, "use"));
  picture.firstChild.setAttribute("href", `#i-${name}`);
  return picture;
}

let hide;
/** A line above the message box, read aloud; it goes after a while unless it is to stay. */
export function notice(key, names = {}, { stays = false } = {}) {
  const place = byId("notice");
  clearTimeout(hide);
  place.hidden = !key;
  place.dataset.t = key ?? "";
  Object.assign(place.dataset, names);
  place.textContent = key ? say(key, names) : "";
  if (key && !stays) hide = setTimeout(() => notice(null), 7000);
}

export const touch = () => matchMedia("(pointer: coarse)").matches;

// Dialogs: the menu, and one question with two answers.
import { byId } from "./page.js";
import { say } from "./words.js";

export function prepare() {
  for (const sheet of document.querySelectorAll("dialog")) {
    sheet.addEventListener("click", (event) => {
      if (event.target === sheet || event.target.closest("[data-close]")) sheet.close();
    });
  }
}

/** Ask; true when the citizen agrees. Keys: `NAME_title`, `NAME_text`, `NAME_yes`. */
export function ask(name) {
  const sheet = byId("confirm");
  for (const part of ["title", "text", "yes"]) byId(`confirm-${part}`).textContent = say(`${name}_${part}`);
  return new Promise((resolve) => {
    let agreed = false;
    byId("confirm-yes").onclick = () => {
      agreed = true;
      sheet.close();
    };
    sheet.onclose = () => resolve(agreed);
    sheet.showModal();
  });
}

/** Run `act` after the menu has closed. */
export function menuItem(id, act) {
  byId(id).onclick = () => {
    byId("menu").close();
    act();
  };
}

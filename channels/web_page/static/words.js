// The page's own words in the language of the moment.
let words = JSON.parse(document.getElementById("words").textContent);

export const language = () => document.documentElement.lang;

/** The language and, where the device tells it, the country: they decide how times are written. */
export const locale = () => navigator.languages.find((each) => each.split("-")[0] === language()) ?? language();

export function say(key, names = {}) {
  return Object.entries(names).reduce((text, [name, value]) => text.replaceAll(`{${name}}`, value), words[key] ?? "");
}

/** Turn the whole page to another language; without a connection it stays as it is. */
export async function speak(code) {
  if (!code || code === language()) return;
  const answer = await fetch(`/chat/strings/${encodeURIComponent(code)}`).catch(() => null);
  if (!answer?.ok) return;
  words = await answer.json();
  document.documentElement.lang = code;
  document.documentElement.dir = words.direction;
  retell(document);
}

/** Write the words of every marked element below `root` again. */
export function retell(root) {
  for (const element of root.querySelectorAll("[data-t]")) element.textContent = say(element.dataset.t, element.dataset);
  for (const element of root.querySelectorAll("[data-t-label]")) element.setAttribute("aria-label", say(element.dataset.tLabel));
  for (const element of root.querySelectorAll("[data-t-placeholder]")) element.placeholder = say(element.dataset.tPlaceholder);
}

// Sharing where one is: asked for, read once, sent once.
import { byId, notice } from "./page.js";
import { ask } from "./sheets.js";

const OPTIONS = { enableHighAccuracy: true, timeout: 20000, maximumAge: 0 };

export function prepare(send) {
  const button = byId("add-place");
  button.hidden = !(navigator.geolocation && isSecureContext);
  button.onclick = async () => {
    if (!(await ask("place"))) return;
    notice("place_wait", {}, { stays: true });
    navigator.geolocation.getCurrentPosition(({ coords }) => found(coords, send), () => notice("place_failed"), OPTIONS);
  };
}

function found({ latitude, longitude }, send) {
  notice(null);
  send({ latitude, longitude });
}

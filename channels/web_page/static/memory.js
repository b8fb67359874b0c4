// What this device keeps: the session's token and the messages that are not sent yet.
// In sessionStorage, gone with the tab; in localStorage only when the citizen asked to be remembered.
const KEY = "tipline";
const fresh = () => ({ token: null, pending: [], offered: false });

function area(name) {
  try {
    return window[name]; // some browsers forbid even to look
  } catch {
    return null;
  }
}
const places = { tab: area("sessionStorage"), device: area("localStorage") };

function read(place) {
  try {
    return JSON.parse(place.getItem(KEY));
  } catch {
    return null;
  }
}

function write(place, value) {
  try {
    if (value) place.setItem(KEY, JSON.stringify(value));
    else place.removeItem(KEY);
  } catch {
    // full or forbidden: the page works on without it
  }
}

let onDevice = Boolean(read(places.device));
let state = { ...fresh(), ...(read(onDevice ? places.device : places.tab) ?? {}) };

export const memory = {
  get state() {
    return state;
  },
  get remembered() {
    return onDevice;
  },
  save() {
    write(onDevice ? places.device : places.tab, state);
  },
  remember(on) {
    onDevice = on;
    write(on ? places.tab : places.device, null);
    this.save();
  },
  forget() {
    state = fresh();
    onDevice = false;
    write(places.tab, null);
    write(places.device, null);
  },
  /** Leaving quickly: what was remembered on purpose stays, all else goes. */
  leave() {
    write(places.tab, null);
  },
};

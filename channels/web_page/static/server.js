// The four things the page asks of the server. The token goes in a header, never in an address.
import { language } from "./words.js";
import { memory } from "./memory.js";

const POST_MS = 20000;
const POLL_MS = 40000;
const LONGEST_AGE_S = 7 * 24 * 3600; // the server believes no more

/** `status` is 0 when nothing came back; `final` means that trying again cannot help. */
export class Failure extends Error {
  constructor(status) {
    super(`status ${status}`);
    this.status = status;
    this.final = [400, 413, 415].includes(status);
  }
}

/** `names` are our names of the messages on their way, so that the server can tell which of them it has. */
const headers = (names = []) => ({ Authorization: `Bearer ${memory.state.token}`, "X-On-Their-Way": names.join(",") });

async function call(address, options, patience) {
  const answer = await fetch(address, { ...options, cache: "no-store", signal: AbortSignal.timeout(patience) }).catch(() => null);
  if (!answer?.ok) throw new Failure(answer?.status ?? 0);
  return answer.status === 204 ? null : answer.json();
}

let opening = null;
/** The session begins with the first message, not with the visit. */
function session() {
  if (memory.state.token) return Promise.resolve();
  opening ??= call("/chat/session", { method: "POST" }, POST_MS)
    .then(({ token }) => {
      memory.state.token = token;
      memory.save();
    })
    .finally(() => (opening = null));
  return opening;
}

export async function post(message, { after, names }) {
  await session();
  const { at, name, kind, ...rest } = message;
  const age = Math.min(LONGEST_AGE_S, Math.max(0, Math.round((Date.now() - at) / 1000)));
  const body = JSON.stringify({ id: name, age, language: language(), ...rest });
  const all = { ...headers(names), "Content-Type": "application/json" };
  return call(`/chat/messages?after=${after}`, { method: "POST", headers: all, body }, POST_MS);
}

export const poll = ({ after, names }) => call(`/chat/messages?after=${after}`, { headers: headers(names) }, POLL_MS);

export const forget = () => call("/chat/forget", { method: "POST", headers: headers() }, POST_MS);

const uploads = new Set();
export const abortUploads = () => uploads.forEach((request) => request.abort());

/** XMLHttpRequest, because fetch tells nothing of how far an upload has come. */
export async function upload(name, file, { after, names }, onProgress) {
  await session();
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/chat/uploads?after=${after}`);
    const all = { ...headers(names), "Content-Type": file.type, "X-Message-Id": name, "X-File-Name": encodeURIComponent(file.name) };
    for (const [key, value] of Object.entries(all)) request.setRequestHeader(key, value);
    request.responseType = "json";
    request.upload.onprogress = (event) => onProgress(event.loaded / event.total);
    request.onload = () => (request.status === 200 ? resolve(request.response) : reject(new Failure(request.status)));
    request.onerror = request.onabort = () => reject(new Failure(0));
    request.onloadend = () => uploads.delete(request);
    uploads.add(request);
    request.send(file);
  });
}

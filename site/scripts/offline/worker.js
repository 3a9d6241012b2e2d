/**
 * The service worker: keeps the whole site in the browser, so that it works when the network is gone.
 *
 * The build writes `self.TALK_SITE` at its head (`sitegen/offline.py`): every file with a hash of its bytes. `core` (pages,
 * scripts, styles, fonts) must be there before this worker starts to answer; `rest` (Python, texts, recorded runs)
 * follows file by file, and what is there already is not fetched again: not after a broken connection, and not after
 * an update that left the file as it was.
 *
 * - A file whose name holds its hash is answered from what is kept; every other one from the network while that answers,
 *   so that nobody sees a stale page, else from what is kept.
 * - Only files of the list are answered at all: the server's API, its streams and rooms never pass through here.
 * - Bytes that are not those of the list (a login page of the Wi-Fi, a deploy half done) are never kept.
 */

/**
 * @typedef {object} TalkSite
 * @property {string} build                  names this version of the site, as `<html data-build>` does
 * @property {Record<string, string>} core   path below the site's root → start of the SHA-256 of its bytes, as hex
 * @property {Record<string, string>} rest
 */

const worker = /** @type {ServiceWorkerGlobalScope & { TALK_SITE: TalkSite }} */ (/** @type {unknown} */ (self));
const site = worker.TALK_SITE;
const files = { ...site.rest, ...site.core };
const scope = worker.registration.scope;
const CACHE = `talk:${new URL(scope).pathname}`;
const HASHED = /^assets\/.*-[A-Z0-9]{8}\.\w+$/;
const PATIENCE = 3000; // milliseconds that the network may take to begin an answer when a kept one is there
const SHORT = 250; // the same, for a while after it took too long
const DISTRUST = 30_000;
const AT_ONCE = 4;

/** Until when the network is thought to be slow. */
let slowUntil = 0;

/** @param {string} path */
const keyOf = (path) => `${scope}${path}?kept=${files[path]}`;

/** @param {string} path */
const find = async (path) => (await caches.open(CACHE)).match(keyOf(path));

/**
 * Fetch what is not kept yet, some at a time. Rejects at the first file that does not come; the others stay.
 *
 * @param {string[]} paths
 * @param {number} atOnce
 * @param {(done: number) => void} [tell]
 */
async function keep(paths, atOnce, tell = () => {}) {
  const cache = await caches.open(CACHE);
  const kept = new Set((await cache.keys()).map(({ url }) => url));
  const missing = paths.filter((path) => !kept.has(keyOf(path)));
  let done = paths.length - missing.length;
  tell(done);
  const line = missing.values(); // shared: each of the fetchers takes the next one
  const fetcher = async () => {
    for (const path of line) {
      await cache.put(keyOf(path), await load(path));
      tell((done += 1));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, fetcher));
}

/**
 * A file as the list knows it.
 *
 * @param {string} path
 * @returns {Promise<Response>}
 */
async function load(path) {
  const response = await fetch(scope + path, { cache: "no-cache", credentials: "same-origin" });
  if (!response.ok) throw new Error(`${path}: status ${response.status}`);
  const bytes = await response.arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const hash = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  if (!hash.startsWith(files[path])) throw new Error(`${path}: other bytes than the build wrote`);
  const headers = new Headers(response.headers); // with the host's security policy
  headers.delete("Content-Encoding");
  headers.set("Content-Length", `${bytes.byteLength}`);
  return new Response(bytes, { headers });
}

/**
 * @param {Request} request
 * @param {string} path
 */
async function answer(request, path) {
  if (HASHED.test(path)) return (await find(path)) ?? fetch(request);
  const network = fetch(request);
  network.catch(() => {}); // it may fail after a kept answer was given
  try {
    const response = await Promise.race([network, patience()]);
    if (response && response.status < 500) return response;
    if (!response) slowUntil = Date.now() + DISTRUST;
  } catch {
    // no network: below
  }
  return (await find(path)) ?? network;
}

/** @returns {Promise<null>} */
const patience = () => new Promise((resolve) => setTimeout(resolve, Date.now() < slowUntil ? SHORT : PATIENCE, null));

/** @param {string} address @returns {string | null} the path below the site's root; null outside of it */
function pathOf(address) {
  const [plain] = address.split(/[?#]/);
  return plain.startsWith(scope) ? decodeURI(plain.slice(scope.length)).replace(/(^|\/)index\.html$/, "$1") : null;
}

worker.addEventListener("install", (event) => event.waitUntil(keep(Object.keys(site.core), AT_ONCE)));

worker.addEventListener("activate", (event) => {
  const wanted = new Set(Object.keys(files).map(keyOf));
  const tidy = async () => {
    const cache = await caches.open(CACHE);
    const stale = (await cache.keys()).filter(({ url }) => !wanted.has(url));
    await Promise.all(stale.map((request) => cache.delete(request)));
    await worker.clients.claim();
  };
  event.waitUntil(tidy());
});

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const path = request.method === "GET" ? pathOf(request.url) : null;
  if (path === null) return;
  const shared = /^slides\/(\d+)\/$/.exec(path); // a page that leads to a slide and is not kept
  if (shared) event.respondWith(fetch(request).catch(() => Response.redirect(`${scope}slides/#${shared[1]}`)));
  else if (Object.hasOwn(files, path)) event.respondWith(answer(request, path));
  else if (request.mode === "navigate" && Object.hasOwn(files, `${path}/`)) {
    event.respondWith(fetch(request).catch(() => Response.redirect(`${scope}${path}/`)));
  }
});

worker.addEventListener("message", (event) => {
  const [port] = event.ports;
  const { data } = event;
  if (data === "which build") port.postMessage(site.build);
  if (data === "take over") event.waitUntil(worker.skipWaiting());
  if (data === "take over if alone") event.waitUntil(takeOverIfAlone());
  if (data === "keep all") {
    const paths = Object.keys(files);
    const tell = (/** @type {number} */ done) => port.postMessage({ done, of: paths.length });
    event.waitUntil(keep(paths, 1, tell).catch((error) => port.postMessage({ failed: String(error) })));
  }
});

async function takeOverIfAlone() {
  const windows = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
  if (windows.length <= 1) await worker.skipWaiting();
}

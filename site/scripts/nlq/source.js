/** Which source answers on this page: the live server where there is one, else the recorded runs. */

import { LiveSource } from "./live.js";
import { RecordedSource } from "./recorded.js";

/** @import { Source } from "./types.js" */

export const SERVICE = "llm-talk";
const HEALTH_LIMIT_MS = 5000;

/** @returns {URL} the site's root, wherever it is hosted */
export function siteRoot() {
  return new URL(document.documentElement.dataset.root || "./", document.baseURI);
}

/**
 * Is the site served by our server? Anything but its own health report means no.
 * @param {URL} root
 * @returns {Promise<boolean>}
 */
export async function hasServer(root) {
  try {
    const response = await fetch(new URL("health", root), {
      headers: { accept: "application/json" },
      signal: AbortSignal.timeout(HEALTH_LIMIT_MS),
    });
    return (await response.json()).service === SERVICE; // a server with a broken part still is the server
  } catch {
    return false; // no such file, not JSON, no network: in each case nobody is there to ask
  }
}

/** Whether the reader asked for no motion. */
export const isStill = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** @type {Promise<Source> | null} */
let found = null;

/**
 * The page's one source, looked for once.
 * @returns {Promise<Source>}
 */
export function pageSource() {
  const root = siteRoot();
  found ??= hasServer(root).then((live) =>
    live ? new LiveSource(root) : new RecordedSource(root, { unhurried: () => !isStill() }),
  );
  return found;
}

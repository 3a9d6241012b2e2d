/**
 * The page's side of `worker.js`: starts it when the page has come to rest, has it keep all files, and says when there
 * is a newer version than the one on screen.
 *
 * `<html data-offline="sw.js" data-build="…">` names the worker and this page's version. `data-kept` on the root tells how
 * far it is: `core`, then `all`; `offline:kept` is sent to the document at each change.
 */
import { notice } from "./notice.js";

const REST = 3000; // milliseconds after the page has loaded
const root = document.documentElement;

/** Phones on a metered line keep the pages, and load a demo only when it is looked at. */
function isMetered() {
  const { saveData, type, effectiveType } =
    /** @type {{ connection?: { saveData?: boolean, type?: string, effectiveType?: string } }} */ (navigator)
      .connection ?? {};
  return saveData === true || type === "cellular" || (effectiveType ?? "4g") !== "4g";
}

/** Begin when nothing else is going on. Browsers without service workers, and plain http but on this machine, do without. */
export function keepOffline() {
  if (!root.dataset.offline || !("serviceWorker" in navigator)) return;
  const idle = window.requestIdleCallback ?? ((/** @type {() => void} */ run) => setTimeout(run, 0));
  const begin = () => setTimeout(() => idle(() => void register(), { timeout: 10_000 }), REST);
  if (document.readyState === "complete") begin();
  else window.addEventListener("load", begin, { once: true });
}

async function register() {
  const address = new URL((root.dataset.root ?? "") + root.dataset.offline, document.baseURI);
  const first = navigator.serviceWorker.controller === null;
  const registration = await navigator.serviceWorker.register(address, { updateViaCache: "none" }).catch((error) => {
    console.info("This site cannot be kept for use without a network:", error);
    return null;
  });
  if (!registration) return;
  if (!first) navigator.serviceWorker.addEventListener("controllerchange", () => void compare());
  if (registration.waiting) await newer(registration.waiting);
  registration.addEventListener("updatefound", () => {
    const coming = registration.installing;
    coming?.addEventListener("statechange", () => {
      if (coming.state === "installed" && registration.active) void newer(coming);
    });
  });
  await navigator.serviceWorker.ready;
  report("core");
  const keeper = registration.waiting ?? registration.active;
  if (keeper && !isMetered()) keepAll(keeper);
}

/** @param {ServiceWorker} worker */
function keepAll(worker) {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data: { done, of, failed } }) => {
    if (failed) console.info("Not all files are kept yet; the next visit goes on.", failed);
    else if (done === of) report("all");
  };
  worker.postMessage("keep all", [port2]);
}

/** @param {"core" | "all"} how */
function report(how) {
  root.dataset.kept = how;
  for (const line of document.querySelectorAll("[data-kept-all]")) line.toggleAttribute("hidden", how !== "all");
  document.dispatchEvent(new CustomEvent("offline:kept", { detail: how }));
}

/** @param {ServiceWorker} worker @returns {Promise<string>} */
function buildOf(worker) {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = ({ data }) => resolve(String(data));
    worker.postMessage("which build", [port2]);
  });
}

/**
 * A newer version is kept and waits. This page may have come from the network and be of that version already.
 *
 * @param {ServiceWorker} waiting
 */
async function newer(waiting) {
  if ((await buildOf(waiting)) === root.dataset.build) return waiting.postMessage("take over if alone");
  notice(() => {
    if (waiting.state === "activated") return location.reload();
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
    waiting.postMessage("take over");
  });
}

/** Another window brought the newer version: what this page still needs may be gone. */
async function compare() {
  const { controller } = navigator.serviceWorker;
  if (controller && (await buildOf(controller)) !== root.dataset.build) notice(() => location.reload());
}

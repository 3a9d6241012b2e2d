/**
 * Demos arrive when a reader gets near them: tag name → module, imported once, at the first element close to the view.
 *
 *     <ngram-sampler corpus="expressions" order="5">…a real result, made at build time…</ngram-sampler>
 *
 * Until its module is there (and without JavaScript, on paper, or when loading fails) an element shows what the build
 * put inside it. A module defines its element when it is imported.
 */

/** @type {Record<string, () => Promise<unknown>>} */
const modules = {
  "ngram-sampler": () => import("./ngram/sampler.js").catch(rethrow),
  "ngram-lab": () => import("./ngram/lab.js").catch(rethrow),
  "ngram-step": () => import("./ngram/step-panel.js").catch(rethrow),
  "ngram-source": () => import("./ngram/source-panel.js").catch(rethrow),
  "ngram-compare": () => import("./ngram/compare-panel.js").catch(rethrow),
  "ngram-quality": () => import("./ngram/quality-panel.js").catch(rethrow),
  "ngram-answers": () => import("./ngram/answers-panel.js").catch(rethrow),
  "ngram-states": () => import("./ngram/states-panel.js").catch(rethrow),
  "ngram-backoff": () => import("./ngram/backoff-panel.js").catch(rethrow),
  "ngram-compress": () => import("./ngram/compress-panel.js").catch(rethrow),
  "ngram-lifelong": () => import("./ngram/lifelong-panel.js").catch(rethrow),
  "ngram-machine": () => import("./ngram/machine-panel.js").catch(rethrow),
  "nlq-demo": () => import("./nlq/demo.js").catch(rethrow),
  "nlq-examples": () => import("./nlq/examples-panel.js").catch(rethrow),
  "live-game": () => import("./live/game.js").catch(rethrow),
};

/** How far from the view a demo starts to load: about half a screen. */
const NEAR = "400px";

/**
 * Watch every demo under `root`; each loads when it is displayed and near the view.
 *
 * @param {ParentNode} [root]
 * @returns {() => void} stops watching
 */
export function loadElements(root = document) {
  const waiting = new Set(root.querySelectorAll(Object.keys(modules).join(",")));
  const observer = new IntersectionObserver(
    (entries) => entries.filter((entry) => entry.isIntersecting).forEach((entry) => arrive(entry.target)),
    { rootMargin: NEAR },
  );

  /** @param {Element} demo */
  function arrive(demo) {
    // A deck may stack hidden slides at the same place: they intersect, yet nobody sees them. The overview's small
    // pictures are not worth a model each; the one that is picked is then shown.
    if (demo.checkVisibility({ visibilityProperty: true }) && !demo.closest("[data-mode=overview]")) take(demo);
  }

  /** @param {Element} demo */
  function take(demo) {
    if (!waiting.delete(demo)) return;
    observer.unobserve(demo);
    load(demo);
  }

  /** @param {Event} event */
  function shown(event) {
    for (const demo of waiting) if (/** @type {Node} */ (event.target).contains(demo)) arrive(demo);
  }

  for (const demo of waiting) observer.observe(demo);
  /** @param {Event} event */
  function near(event) {
    for (const demo of waiting) if (/** @type {Node} */ (event.target).contains(demo)) take(demo);
  }

  document.addEventListener("slide:shown", shown);
  document.addEventListener("slide:near", near);
  return () => {
    observer.disconnect();
    document.removeEventListener("slide:shown", shown);
    document.removeEventListener("slide:near", near);
  };
}

/** @param {Element} demo */
async function load(demo) {
  const name = demo.localName;
  try {
    await modules[name]();
  } catch (error) {
    demo.append(notice(error));
    console.warn(`${name} did not load`, error);
  }
}

/**
 * The build's result stays; one line below it says why nothing moves and what to do.
 * @param {unknown} error
 */
function notice(error) {
  const line = document.createElement("p");
  line.className = "demo-notice";
  line.setAttribute("role", "status");
  line.textContent = `The live demo could not be loaded (${error instanceof Error ? error.message : error}). Check the connection and reload the page.`;
  return line;
}

/**
 * @param {unknown} error
 * @returns {never}
 */
function rethrow(error) {
  throw error;
}

/**
 * How a page learns that its worker is gone: the worker holds a lock for as long as it lives, and the page waits for it.
 *
 *     if (await hold(life)) postMessage({ type: "alive" });   // in the worker
 *     await ended(life);                                      // in the page, once it has heard that
 *
 * A worker that a browser ends (for want of memory, say) fires no event; its locks are released all the same.
 * Where there are no locks the page learns nothing of it, and Stop still ends what does not answer.
 */

const NEVER = new Promise(() => {});

/** A name that no other page of the site has. */
export function newLife() {
  return `n-gram model ${Date.now()} ${Math.random()}`;
}

/**
 * @param {string} life
 * @returns {Promise<boolean>} whether it is held: there are no locks outside secure origins
 */
export async function hold(life) {
  if (!navigator.locks) return false;
  return new Promise((tell) => {
    const held = () => {
      tell(true);
      return NEVER;
    };
    navigator.locks.request(life, held).catch(() => tell(false)); // an origin that has no name has no locks either
  });
}

/** Comes back when the worker that held it is no more. @param {string} life @returns {Promise<void>} */
export async function ended(life) {
  await navigator.locks.request(life, () => {});
}

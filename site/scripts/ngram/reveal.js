/**
 * Bytes that are known already, shown one after another at a pace that an eye can follow.
 *
 *     const reveal = new Reveal((shown) => draw(shown));
 *     reveal.start(300, "watch");
 *     await reveal.finished;
 */

/** Bytes a second; a long text at "watch" takes at most `LONGEST` seconds. */
const PACES = /** @type {Record<string, number>} */ ({ slow: 2, watch: 45, once: Infinity });
const LONGEST = 12;

export class Reveal {
  /** @param {(shown: number) => void} show */
  constructor(show) {
    this.show = show;
    this.frame = 0;
    this.shown = 0;
    /** @type {Promise<void>} */
    this.finished = Promise.resolve();
    this.resolve = () => {};
  }

  /** @param {number} total @param {string} pace a name in `PACES` */
  start(total, pace) {
    this.stop();
    this.finished = new Promise((resolve) => {
      this.resolve = resolve;
    });
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const wanted = PACES[pace] ?? PACES.watch;
    const rate = pace === "watch" ? Math.max(wanted, total / LONGEST) : wanted;
    if (still || rate === Infinity || total === 0) {
      this.#done(total);
      return;
    }
    const began = performance.now();
    this.shown = 0;
    const tick = (/** @type {number} */ now) => {
      const shown = Math.min(total, Math.max(1, Math.floor(((now - began) / 1000) * rate)));
      if (shown >= total) {
        this.#done(total);
        return;
      }
      if (shown !== this.shown) {
        this.shown = shown;
        this.show(shown);
      }
      this.frame = requestAnimationFrame(tick);
    };
    this.frame = requestAnimationFrame(tick);
  }

  get running() {
    return this.frame !== 0;
  }

  /** Stops where it is. */
  stop() {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    this.resolve();
  }

  /** The same, when a reader looks at something else in the middle. */
  hold() {
    if (this.running) this.stop();
  }

  /** @param {number} total */
  #done(total) {
    this.frame = 0;
    this.shown = total;
    this.show(total);
    this.resolve();
  }
}

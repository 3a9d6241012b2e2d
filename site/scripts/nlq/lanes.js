/** Answers beside each other: each lane is a way to ask the same question, a strategy and a model. */

/** @typedef {{strategy: string, profile: string}} Lane `profile` "" where there is one model only */

/** Lanes at once; the page has no room for more, and they are asked in turn. */
export const MOST = 4;

/** @param {Lane} one @param {Lane} other */
export const same = (one, other) => one.strategy === other.strategy && one.profile === other.profile;

/**
 * What lies beside the main lane, of what is on offer: each once, at most MOST with it. A lane without a model has the main one's.
 * @param {Lane} main
 * @param {Lane[]} wanted
 * @param {Lane[]} offered
 * @returns {Lane[]}
 */
export function fitting(main, wanted, offered) {
  /** @type {Lane[]} */
  const found = [];
  for (const { strategy, profile } of wanted) {
    const lane = { strategy, profile: profile || main.profile };
    const there = [main, ...found].some((one) => same(one, lane));
    if (!there && offered.some((one) => same(one, lane))) found.push(lane);
  }
  return found.slice(0, MOST - 1);
}

/**
 * What a lane is called: by its strategy, and by its model where there are several.
 * @param {Lane} lane
 * @param {{name: string, title: string}[]} profiles
 */
export function laneName({ strategy, profile }, profiles) {
  if (profiles.length < 2) return strategy;
  return `${strategy}, ${profiles.find(({ name }) => name === profile)?.title || profile}`;
}

/** What is asked, in the page's address: a link to a question opens the same question, whoever made the link. */

/** @import { Lane } from "./lanes.js" */

/** @typedef {{index?: string, question?: string, strategy?: string, profile?: string, beside?: Lane[]}} Place */

const NAME = /^[A-Za-z0-9][\w.:+-]{0,63}$/;
/** Between the ways to ask that are compared, and between the strategy and the model of one. */
const [AND, BY] = [",", "@"];
const QUESTION_LIMIT = 500; // characters; the server takes no longer question

/**
 * Read an address. What is not a sane value is dropped, and `damaged` says that something was.
 * @param {string} search such as "?index=articles&question=How+many%3F"
 * @returns {{place: Place, damaged: boolean}}
 */
export function readAddress(search) {
  const given = new URLSearchParams(search);
  /** @type {Place} */
  const place = {};
  let damaged = false;
  for (const name of /** @type {const} */ (["index", "strategy", "profile"])) {
    const value = given.get(name);
    if (value === null) continue;
    if (NAME.test(value)) place[name] = value;
    else damaged = true;
  }
  const lanes = given.get("beside")?.split(AND) ?? [];
  const read = lanes
    .map((lane) => lane.split(BY))
    .filter((names) => names.length < 3 && names.every((one) => NAME.test(one)));
  if (read.length) place.beside = read.map(([strategy, profile = ""]) => ({ strategy, profile }));
  damaged ||= read.length < lanes.length;
  const question = given.get("question");
  if (question !== null) {
    // eslint-disable-next-line no-control-regex -- control characters are what a damaged link holds
    const clean = question.replace(/[\u0000-\u001f\u007f]+/g, " ").trim();
    damaged ||= clean.length > QUESTION_LIMIT || clean !== question.trim();
    if (clean.length <= QUESTION_LIMIT) place.question = clean;
  }
  return { place, damaged };
}

/**
 * @param {Place} place
 * @returns {string} with its "?", or "" when there is nothing to say
 */
export function writeAddress({ beside = [], ...place }) {
  const lanes = beside.map(({ strategy, profile }) => (profile ? strategy + BY + profile : strategy)).join(AND);
  const given = Object.entries({ ...place, beside: lanes }).filter(([, value]) => value);
  return given.length ? `?${new URLSearchParams(/** @type {[string, string][]} */ (given))}` : "";
}

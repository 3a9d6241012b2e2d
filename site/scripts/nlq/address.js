/** What is asked, in the page's address: a link to a question opens the same question, whoever made the link. */

/** @typedef {{index?: string, question?: string, strategy?: string, profile?: string, beside?: string}} Place */

const NAME = /^[A-Za-z0-9][\w.:-]{0,63}$/;
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
  for (const name of /** @type {const} */ (["index", "strategy", "profile", "beside"])) {
    const value = given.get(name);
    if (value === null) continue;
    if (NAME.test(value)) place[name] = value;
    else damaged = true;
  }
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
export function writeAddress(place) {
  const given = Object.entries(place).filter(([, value]) => value);
  return given.length ? `?${new URLSearchParams(/** @type {[string, string][]} */ (given))}` : "";
}

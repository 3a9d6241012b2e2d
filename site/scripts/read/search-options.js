/**
 * How slides are searched: the same options make the index (sitegen/node/search_index.mjs) and read it (search.js).
 */

/** A slide as the search sees it. @typedef {{id: number, title: string, section: string, text: string, url: string}} Entry */

export const searchOptions = {
  fields: ["title", "text"],
  storeFields: ["title", "section", "text", "url"],
  searchOptions: {
    boost: { title: 3 },
    prefix: (/** @type {string} */ term) => term.length > 1,
    fuzzy: (/** @type {string} */ term) => (term.length > 4 ? 0.2 : false),
    combineWith: /** @type {const} */ ("AND"),
  },
};

/** @import { Correction } from "./types.js" */

/** What was changed in the query, in words. @param {Correction} correction */
export function told({ field, was, now, why }) {
  switch (why) {
    case "left out":
      return `The model left out the ${field} “${now}”; it was added.`;
    case "order":
      return `Sorted by ${now}, which the question asks for, not by ${was}.`;
    case "phrase":
      return `“${now}” stands in quotation marks: its words must stand next to each other in the ${field}.`;
    case "either":
      return `The question says “or”: the ${field} may be any of ${now}.`;
    default:
      return `No ${field} is “${was}”; “${now}” was asked for.`;
  }
}

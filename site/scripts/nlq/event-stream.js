/** Reads Server-Sent Events off a fetch Response, which EventSource cannot do for a POST.
 *
 * `"event: token\ndata: {\"text\":\"{\"}\n\n"` gives `{event: "token", data: {text: "{"}}`.
 */

/**
 * Split a growing text into whole events.
 * @param {string} buffer what has arrived and is not yet used
 * @returns {{events: {event: string, data: string}[], rest: string}}
 */
export function takeEvents(buffer) {
  const parts = buffer.replaceAll("\r\n", "\n").split("\n\n");
  const rest = parts.pop() ?? "";
  /** @type {{event: string, data: string}[]} */
  const events = [];
  for (const part of parts) {
    let event = "message";
    /** @type {string[]} */
    const data = [];
    for (const line of part.split("\n")) {
      const colon = line.indexOf(":");
      if (colon === 0) continue; // a comment, sent to keep the connection open
      const field = colon < 0 ? line : line.slice(0, colon);
      const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
      if (field === "event") event = value;
      if (field === "data") data.push(value);
    }
    if (data.length) events.push({ event, data: data.join("\n") });
  }
  return { events, rest };
}

/**
 * Every event of a streamed answer, as it arrives.
 * @param {Response} response
 * @returns {AsyncGenerator<{event: string, data: any}>}
 * @throws {SyntaxError} when an event's data is not JSON
 */
export async function* readEvents(response) {
  if (!response.body) return;
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let buffer = "";
  let ended = false;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      ended = done;
      if (done) break;
      const taken = takeEvents(buffer + value);
      buffer = taken.rest;
      for (const { event, data } of taken.events) yield { event, data: JSON.parse(data) };
    }
  } finally {
    if (ended) reader.releaseLock();
    else reader.cancel().catch(() => {}); // the reader has what it wants, or the connection is gone already
  }
}

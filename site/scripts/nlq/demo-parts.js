/** The parts that `<nlq-demo>` is drawn from: choices, offers, who answers, trouble, answers, what was asked before. */

import { html, nothing } from "lit";
import { chips, choice, picker } from "./form.js";
import { day, grouped } from "./format.js";
import { MOST, laneName, same } from "./lanes.js";
import { verdict } from "./verdict.js";

/** @import { NlqDemo } from "./demo.js" */
/** @import { ErrorShape } from "./types.js" */

/** Choices that are shown beside each other; more would fill two lines. */
const MOST_BESIDE = 4;

/** @param {string[]} names */
const named = (names) => names.map((name) => ({ value: name, label: name }));

/** Beside each other where they are few, else in a list. @param {unknown[]} options */
const few = (options) => (options.length <= MOST_BESIDE ? choice : picker);

/** @param {NlqDemo} demo */
export function choices(demo) {
  const { indexes, strategies, strategy, profiles } = demo;
  return html`<div class="choices">
    ${choice({
      name: "index",
      legend: "Index",
      options: named(indexes.map(({ name }) => name)),
      chosen: demo.index,
      pick: (index) => demo.pickIndex(index),
    })}
    ${
      strategies.length
        ? few(strategies)({
            name: "strategy",
            legend: "Strategy",
            options: named(strategies),
            chosen: strategy,
            pick: (picked) => demo.pick({ strategy: picked }),
          })
        : nothing
    }
    ${
      profiles.length > 1
        ? picker({
            legend: "Model",
            options: profiles.map(({ name, title }) => ({ value: name, label: title || name })),
            chosen: demo.profile,
            pick: (picked) => demo.pick({ profile: picked }),
          })
        : nothing
    }
    ${demo.page && demo.offered.length > 1 ? compared(demo) : nothing} ${demo.inSlide ? origin(demo) : nothing}
  </div>`;
}

/** What is asked beside the choice, each to be taken away, and what may be added. @param {NlqDemo} demo */
function compared(demo) {
  const { main, beside, offered, profiles } = demo;
  const left = offered.filter((lane) => !same(lane, main) && !beside.some((one) => same(one, lane)));
  /** @param {Event & {target: HTMLSelectElement}} event */
  const add = ({ target }) => {
    demo.beside = [...beside, left[Number(target.value)]];
    target.value = "";
  };
  return html`<div class="compared">
    ${
      beside.length < MOST - 1 && left.length
        ? html`<label class="choice">
            <span class="legend">Compare with</span>
            <select @change=${add}>
              <option value="">${beside.length ? "another" : "nothing"}</option>
              ${left.map((lane, at) => html`<option value=${at}>${laneName(lane, profiles)}</option>`)}
            </select>
          </label>`
        : nothing
    }
    ${beside.map((lane) => {
      const name = laneName(lane, profiles);
      const away = () => (demo.beside = beside.filter((one) => one !== lane));
      return html`<button class="chip" type="button" aria-label="Leave out ${name}" @click=${away}>
        ${name} <span aria-hidden="true">×</span>
      </button>`;
    })}
  </div>`;
}

/** Questions to choose from: always on a page; in a slide only when what was typed cannot be asked. @param {NlqDemo} demo */
export function offers(demo) {
  const { notice, samples, busy } = demo;
  const pick = (/** @type {string} */ question) => demo.pickQuestion(question);
  if (notice) return html`<div class="notice" role="status">${chips(notice, samples, pick, busy)}</div>`;
  if (demo.inSlide || !samples.length) return nothing;
  return chips(demo.source?.kind === "recorded" ? "Recorded:" : "Try:", samples, pick, busy);
}

/** Who answers: the live model, or a recording with its date, model and command. @param {NlqDemo} demo */
export function origin(demo) {
  const damaged = demo.damagedLink
    ? html`<p class="origin warn">
        This link was damaged, or made for another index: what could not be read was left out.
      </p>`
    : nothing;
  return html`${damaged} ${demo.source?.kind === "live" ? answering(demo) : recorded(demo)}`;
}

/** @param {NlqDemo} demo */
function answering({ profiles, profile, indexes, index, inSlide }) {
  const { model } = profiles.find(({ name }) => name === profile) ?? {};
  const { description, count = null } = indexes.find(({ name }) => name === index) ?? {};
  const about = [description, count === null ? "" : `${grouped(count)} documents.`].filter(Boolean).join(" ");
  return html`<p class="origin">
    <span class="live">Live</span> ${model}${inSlide || !about ? nothing : `. ${about}`}
  </p>`;
}

/** @param {NlqDemo} demo */
function recorded({ provenance, inSlide }) {
  if (!provenance) return nothing;
  const { recordedAt, model, command } = provenance;
  const live = inSlide
    ? nothing
    : html` There is no server behind this page; to ask anything, run the talk yourself: <code>make talk</code>.`;
  return html`<p class="origin">
    <span class="recorded">Recorded on ${day(recordedAt) ?? recordedAt}</span> with ${model} by
    <code>${command}</code>.${live}
  </p>`;
}

/** @param {ErrorShape} trouble @param {() => void} retry */
export function troubled({ message, hint }, retry) {
  return html`<div class="trouble" role="alert">
    <p><b>${message}</b> ${hint ?? nothing}</p>
    <button class="quiet" @click=${retry}>Try again</button>
  </div>`;
}

/** The answer, or several beside each other; before the first, what the build put here. @param {NlqDemo} demo */
export function answers({ runs, lanes, profiles, source, inSlide }) {
  if (!lanes.length) return html`<slot><p class="hint">Ask, and every step of the way appears here.</p></slot>`;
  if (lanes.length === 1) return html`<nlq-run .run=${runs[0] ?? null} .source=${source} ?filled=${inSlide}></nlq-run>`;
  const names = lanes.map((lane) => laneName(lane, profiles));
  return html`<p class="verdict">${verdict(names, runs)}</p>
    <div class="lanes">
      ${names.map(
        (name, at) =>
          html`<section class="lane" aria-label=${name}>
            <h2>${name}</h2>
            ${
              runs[at]
                ? html`<nlq-run .run=${runs[at]} .source=${source} narrow></nlq-run>`
                : html`<p class="soft">Waiting for its turn.</p>`
            }
          </section>`,
      )}
    </div>`;
}

/** A link to this question, and the questions before it. @param {NlqDemo} demo */
export function past(demo) {
  const { asked, runs, copied } = demo;
  if (!runs.length && !asked.length) return nothing;
  const link = html`<button class="quiet" @click=${() => demo.copyLink()}>
    ${copied ? "Copied" : "Copy a link to this question"}
  </button>`;
  const list = html`<details>
    <summary>Asked before in this browser (${asked.length})</summary>
    <ul>
      ${asked.map(
        (one) =>
          html`<li>
            <button class="link" @click=${() => demo.askAgain(one)}>${one.question}</button>
            <span class="soft">${one.index}, ${one.strategy}</span>
          </li>`,
      )}
    </ul>
    <button class="quiet" @click=${() => demo.clearHistory()}>Clear this list</button>
  </details>`;
  return html`<div class="past">${runs.length ? link : nothing} ${asked.length ? list : nothing}</div>`;
}

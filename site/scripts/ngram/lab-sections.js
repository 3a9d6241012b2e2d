/** The panels of the lab in their order: what each is called, what it shows, and how it follows the sampler's settings. */
import { html } from "lit";
import "./answers-panel.js";
import "./backoff-panel.js";
import "./compare-panel.js";
import "./compress-panel.js";
import "./data-panel.js";
import "./lifelong-panel.js";
import "./machine-panel.js";
import "./quality-panel.js";
import "./source-panel.js";
import "./states-panel.js";
import "./step-panel.js";

/** @typedef {import("./sampler.js").Settings} Settings */
/** @typedef {{id: string, title: string, lead: string, view: (settings: Settings) => unknown}} Section */

/** @type {Section[]} */
export const SECTIONS = [
  {
    id: "data",
    title: "What it learns",
    lead: "The panels below all use the model above. Give it other expressions, a text of your own, or more text on top of what it knows, and watch it change.",
    view: ({ corpus }) => html`<ngram-data .corpus=${corpus}></ngram-data>`,
  },
  {
    id: "step",
    title: "One step, slowly",
    lead: "From the context to the byte: every number is the model’s own, with the knobs above. Go stage by stage, go back to any byte, or force another one and see what follows.",
    view: (s) =>
      html`<ngram-step
        .corpus=${s.corpus}
        .order=${s.order}
        .temperature=${s.temperature}
        .topK=${s.topK}
        .topP=${s.topP}
        .seed=${s.seed}
        .prompt=${s.prompt}
      ></ngram-step>`,
  },
  {
    id: "source",
    title: "Where does this come from?",
    lead: "The model is its training text, counted, so each byte has an address: the places that voted for it. At a high order the model quotes; a copied passage is marked.",
    view: (s) =>
      html`<ngram-source
        .corpus=${s.corpus}
        .order=${s.order}
        .temperature=${s.temperature}
        .topK=${s.topK}
        .topP=${s.topP}
        .seed=${s.seed}
        .prompt=${s.prompt}
      ></ngram-source>`,
  },
  {
    id: "compare",
    title: "Sampling side by side",
    lead: "The same model, the same prompt, the same coins: only the way of choosing differs. Bytes are tinted by how much they surprised the model.",
    view: (s) =>
      html`<ngram-compare .corpus=${s.corpus} .order=${s.order} .seed=${s.seed} .prompt=${s.prompt}></ngram-compare>`,
  },
  {
    id: "quality",
    title: "How good is it?",
    lead: "A byte that was given probability p costs −log₂ p bits: 1 for an even chance, 8 for one of 256 alike. The mean over a text says how surprised the model is by it. More context helps, until the model only knows its own text.",
    view: ({ corpus }) => html`<ngram-quality .corpus=${corpus}></ngram-quality>`,
  },
  {
    id: "answers",
    title: "It remembers, it does not compute",
    lead: "After the equals sign there is one right answer, and it can be worked out. The model can only look it up.",
    view: ({ corpus }) => html`<ngram-answers .corpus=${corpus}></ngram-answers>`,
  },
  {
    id: "states",
    title: "States explode",
    lead: "Each byte of context multiplies the possible contexts by 256. The data do not grow with them.",
    view: ({ corpus }) => html`<ngram-states .corpus=${corpus}></ngram-states>`,
  },
  {
    id: "backoff",
    title: "Inductive bias",
    lead: "Which byte should be dropped when a context was never seen? The data do not say. That choice is a belief about the world, and it matters.",
    view: ({ corpus }) => html`<ngram-backoff .corpus=${corpus}></ngram-backoff>`,
  },
  {
    id: "compress",
    title: "Prediction is compression",
    lead: "Type or open a text. The model predicts each byte from the ones before it, learns it, and goes on; the bits of its surprise are the length of the compressed file.",
    view: () => html`<ngram-compress></ngram-compress>`,
  },
  {
    id: "lifelong",
    title: "Frozen or lifelong",
    lead: "Most large models stop learning when they are shipped. This one need not: learning is counting.",
    view: () => html`<ngram-lifelong></ngram-lifelong>`,
  },
  {
    id: "machine",
    title: "A machine",
    lead: "A model with a bounded context is a Markov chain; without coins, a finite-state machine that must end in a loop. So is every computer, only larger.",
    view: ({ corpus }) => html`<ngram-machine .corpus=${corpus}></ngram-machine>`,
  },
];

/** `<ngram-lab>`: the lab's page, one panel below another; its whole state is in the address. */
import { html } from "lit";
import { NgramPanel } from "./panel.js";
import "./sampler.js";

export class NgramLab extends NgramPanel {
  /** @override */
  view() {
    return html`<ngram-sampler></ngram-sampler>`;
  }
}

customElements.define("ngram-lab", NgramLab);

/** How `<nlq-demo>` lies on a page, in a slide and on a phone. */

import { css } from "lit";
import { formStyles } from "./form.js";
import { controls } from "./look.js";
import { unseen } from "../shared/unseen.js";

export const demoStyles = [
  controls,
  unseen,
  formStyles,
  css`
    :host {
      display: block;
      min-width: 0;
      container: demo / inline-size;
      color: var(--ink);
      font-family: var(--font-text);
      font-size: 1rem;
      line-height: 1.45;
      text-align: left;
    }
    .app {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: 1.25rem;
    }
    .stage,
    .question {
      scroll-margin-top: 5rem;
    }
    /* Room for the answer before it is there, so that nothing jumps while it grows. */
    .stage.asked {
      min-height: 26rem;
    }
    @container demo (max-width: 32rem) {
      .stage.busy {
        min-height: 90vh;
      }
    }
    .ask {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: 0.75rem;
    }
    p {
      margin: 0;
    }
    .origin {
      font-size: 0.875em;
      color: var(--ink-soft);
      overflow-wrap: anywhere;
    }
    .live,
    .recorded {
      font-weight: 650;
      color: var(--ink);
      margin-right: 0.3em;
    }
    .live::before {
      content: "";
      display: inline-block;
      width: 0.55em;
      height: 0.55em;
      border-radius: 50%;
      background: var(--good);
      margin-right: 0.4em;
    }
    .warn {
      color: var(--warm);
    }
    .notice {
      padding: 0.7rem 0.9rem;
      background: var(--accent-soft);
      border-radius: var(--radius);
    }
    .notice .chips > span {
      flex-basis: 100%;
      color: var(--ink);
    }
    .trouble {
      display: flex;
      flex-wrap: wrap;
      gap: 0.5rem 1rem;
      align-items: center;
      justify-content: space-between;
      padding: 0.7rem 0.9rem;
      border: 1px solid var(--bad);
      border-left-width: 4px;
      border-radius: var(--radius);
      overflow-wrap: anywhere;
    }
    .hint {
      color: var(--ink-soft);
    }
    .verdict {
      margin-bottom: 1rem;
      font-weight: 600;
    }
    .lanes {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr));
      gap: 1.5rem;
    }
    .lane {
      min-width: 0;
      border-top: 3px solid var(--chart-1);
      padding-top: 0.6rem;
    }
    .lane:nth-child(2) {
      border-top-color: var(--chart-2);
    }
    .lane:nth-child(3) {
      border-top-color: var(--chart-3);
    }
    .lane:nth-child(4) {
      border-top-color: var(--chart-4);
    }
    .lane h2 {
      margin: 0 0 0.75rem;
      font-size: 1.125em;
    }
    .past {
      display: flex;
      flex-wrap: wrap;
      gap: 0.75rem 1.5rem;
      align-items: start;
      border-top: 1px solid var(--line);
      padding-top: 1rem;
    }
    .past details {
      flex: 1 1 18rem;
      padding-top: 0.45em;
    }
    .past summary {
      cursor: pointer;
    }
    .past ul {
      list-style: none;
      margin: 0.5rem 0;
      padding: 0;
    }
    .past .soft {
      font-size: 0.875em;
      margin-left: 0.4em;
    }
    :host([in-slide]) {
      font-size: 17px;
    }
    :host([in-slide]) .app {
      height: 100%;
      grid-template-rows: auto auto minmax(0, 1fr);
      gap: 12px;
    }
    :host([in-slide]) .ask {
      gap: 8px;
      grid-row: 1;
    }
    :host([in-slide]) .choices {
      gap: 6px 24px;
      align-items: center;
    }
    :host([in-slide]) legend {
      float: left;
      margin: 0.6em 0.6em 0 0;
    }
    :host([in-slide]) .origin {
      margin-left: auto;
    }
    :host([in-slide]) .stage.asked {
      min-height: 0;
    }
    :host([in-slide]) .stage {
      grid-row: 3;
      min-height: 0;
      overflow: auto;
    }
    :host([in-slide]) .trouble {
      grid-row: 2;
    }
  `,
];

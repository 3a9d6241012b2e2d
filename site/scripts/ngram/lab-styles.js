/** How the lab's page is laid out: one panel below another, each with its title. */
import { css } from "lit";

export const labStyles = css`
  .bar {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5em 0.75em;
    align-items: center;
    margin-top: 1em;
  }
  .bar p {
    margin: 0;
    color: var(--ink-soft);
  }
  section {
    margin-top: 4em;
    scroll-margin-top: 5em;
  }
  h2 {
    scroll-margin-top: 4em;
  }
  h2:focus {
    outline: none;
  }
  nav {
    margin-top: 2em;
    border-block: 1px solid var(--line);
    padding: 0.7em 0;
  }
  nav ul {
    display: flex;
    flex-wrap: wrap;
    gap: 0.2em 1.4em;
    list-style: none;
    margin: 0;
    padding: 0;
  }
  nav a {
    color: var(--accent);
    text-decoration: none;
    line-height: 1.8;
  }
  nav a:hover {
    text-decoration: underline;
  }
  h2 {
    font-size: 1.625em;
    line-height: 1.2;
    letter-spacing: -0.01em;
    margin: 0 0 0.3em;
  }
  .lead {
    margin: 0 0 1.2em;
    max-width: 44em;
    color: var(--ink-soft);
  }
  .notice {
    border-left: 4px solid var(--warm);
    padding: 0.3em 0.8em;
    margin: 0 0 1em;
  }
  .title {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0.3em 0.6em;
  }
  .title h2 {
    flex: 1 1 auto;
  }
  .title button {
    font-size: 0.8125em;
    font-weight: 400;
  }
`;

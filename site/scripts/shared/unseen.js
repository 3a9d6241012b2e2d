/** For screen readers alone: in the reading order, and nowhere on the screen. */

import { css } from "lit";

/** As declarations, for what is unseen under a condition. */
export const unseenBox = css`
  position: absolute;
  width: 1px;
  height: 1px;
  overflow: hidden;
  clip-path: inset(50%);
  white-space: nowrap;
`;

export const unseen = css`
  .unseen {
    ${unseenBox}
  }
`;

/**
 * Lines: `<line-chart>` draws series over one x axis, with level lines to compare against.
 *
 *     chart.spec = {
 *       title: "Bits per byte by order", unit: "bits/byte", x: { label: "order" },
 *       series: [{ name: "train", points: [[0, 4.1], [1, 3.2]] }], levels: [{ name: "gzip", y: 3.23 }],
 *     };
 *
 * Series are told apart by colour, dash and a name at their end, so that no one has to match a legend.
 */
import { nothing, svg } from "lit";
import { ChartFrame, SERIES } from "./chart-frame.js";
import { formatShort } from "./format.js";
import { linear, logarithmic, logTicks, niceTicks } from "./scale.js";

/** @typedef {{name: string, points: [number, number][], dash?: string}} Series */
/**
 * @typedef {object} LineSpec
 * @property {string} title
 * @property {string} [desc]
 * @property {string} [unit] of y
 * @property {{label: string, integer?: boolean, log?: boolean, name?: (x: number) => string}} x `name`: of a place on it
 * @property {{log?: boolean, from?: number}} [y] `from`: where the axis starts (0 where it is left out)
 * @property {Series[]} series
 * @property {{name: string, y: number}[]} [levels]
 * @property {{name: string, from: number, to: number}[]} [bands] ranges of y to compare against
 * @property {{name: string, x: number}[]} [marks] places on the x axis where something happens
 * @property {number} [height] of the plot
 * @property {(value: number) => string} [format] of values
 */

const DASHES = ["", "7 4", "2 3", "9 3 2 3", "1 4"];

/** @extends {ChartFrame<LineSpec>} */
export class LineChart extends ChartFrame {
  /** @override @param {LineSpec} spec */
  table(spec) {
    const xs = [...new Set(spec.series.flatMap(({ points }) => points.map(([x]) => x)))].sort((a, b) => a - b);
    const levels = spec.levels ?? [];
    const bands = spec.bands ?? [];
    return {
      head: [
        spec.x.label,
        ...spec.series.map(({ name }) => name),
        ...levels.map(({ name }) => name),
        ...bands.map(({ name }) => name),
      ],
      rows: xs.map((x) => [
        x,
        ...spec.series.map(({ points }) => {
          const found = points.find(([at]) => at === x);
          return found ? Number(found[1].toPrecision(6)) : "";
        }),
        ...levels.map(({ y }) => Number(y.toPrecision(6))),
        ...bands.map(({ from, to }) => `${from} to ${to}`),
      ]),
    };
  }

  /** @override @param {LineSpec} spec @param {number} width */
  draw(spec, width) {
    const { format = formatShort, height: plot = 240 } = spec;
    const levels = spec.levels ?? [];
    const bands = spec.bands ?? [];
    const points = spec.series.flatMap((series) => series.points);
    const xs = points.map(([x]) => x);
    const beside = [...levels.map(({ y }) => y), ...bands.flatMap(({ from, to }) => [from, to])];
    const ys = [...points.map(([, y]) => y), ...beside].filter(Number.isFinite);
    if (xs.length === 0) return { height: 1, content: nothing };
    const yTicks = spec.y?.log
      ? logTicks(Math.min(...ys.filter((y) => y > 0)), Math.max(...ys))
      : niceTicks(spec.y?.from ?? Math.min(0, ...ys), Math.max(...ys), 5);
    const [xLow, xHigh] = [Math.min(...xs), Math.max(...xs)];
    const named = spec.x.name ?? formatShort;
    const ticks = Math.max(1, Math.min(width < 420 ? 4 : 8, Math.floor(width / (named(xHigh).length * this.size))));
    const xTicks = spec.x.log ? logTicks(xLow, xHigh) : niceTicks(xLow, xHigh, ticks);
    const longest = Math.max(...[...spec.series, ...levels, ...bands].map(({ name }) => name.length));
    const narrow = width < 420;
    const { size } = this;
    const left = Math.max(...yTicks.map((tick) => format(tick).length)) * size * 0.56 + 12;
    const right = narrow ? 12 : longest * size * 0.52 + 16;
    const top = 10;
    const x = (spec.x.log ? logarithmic : linear)([xLow, xHigh], [left, width - right]);
    const y = (spec.y?.log ? logarithmic : linear)([yTicks[0], yTicks[yTicks.length - 1]], [top + plot, top]);
    const shown = xTicks.filter((tick) => tick >= xLow && tick <= xHigh && !(spec.x.integer && tick % 1));
    const names = spread(size * 1.2, [
      ...spec.series.map(({ name, points: own }, i) => ({
        name,
        at: y(own.length ? own[own.length - 1][1] : yTicks[0]),
        colour: SERIES[i % SERIES.length],
      })),
      ...(narrow
        ? []
        : [...levels, ...bands.map(({ name, from, to }) => ({ name, y: (from + to) / 2 }))].map(
            ({ name, y: level }) => ({ name, at: y(level), colour: "var(--ink-soft)" }),
          )),
    ]);
    const content = svg`
      ${bands.map(
        ({ name, from, to }) => svg`<rect x=${left} width=${width - right - left} y=${y(to)} height=${y(from) - y(to)}
            fill="var(--ink-soft)" opacity="0.16"></rect>
          ${
            narrow
              ? svg`<text class="soft" x=${width - right} y=${y(to) + size} text-anchor="end">${name}</text>`
              : nothing
          }`,
      )}
      ${yTicks.map(
        (tick) => svg`<line class="grid" x1=${left} x2=${width - right} y1=${y(tick)} y2=${y(tick)}></line>
          <text class="soft" x=${left - 6} y=${y(tick)} text-anchor="end" dominant-baseline="central">${format(tick)}</text>`,
      )}
      ${shown.map(
        (tick) => svg`<line class="axis" x1=${x(tick)} x2=${x(tick)} y1=${top + plot} y2=${top + plot + 4}></line>
          <text class="soft" x=${x(tick)} y=${top + plot + size * 1.4} text-anchor="middle">${named(tick)}</text>`,
      )}
      <line class="axis" x1=${left} x2=${width - right} y1=${top + plot} y2=${top + plot}></line>
      <text class="soft" x=${(left + width - right) / 2} y=${top + plot + size * 2.8} text-anchor="middle">${spec.x.label}</text>
      ${levels.map(
        ({ name, y: level }) => svg`<line x1=${left} x2=${width - right} y1=${y(level)} y2=${y(level)}
          stroke="var(--ink-soft)" stroke-dasharray="4 4"></line>
          ${
            narrow
              ? svg`<text class="soft" x=${width - right} y=${y(level) - 5} text-anchor="end">${name}</text>`
              : nothing
          }`,
      )}
      ${(spec.marks ?? []).map(
        ({ name, x: at }) => svg`<line x1=${x(at)} x2=${x(at)} y1=${top} y2=${top + plot} stroke="var(--ink-soft)"
            stroke-dasharray="2 3"></line>
          <text class="soft" x=${x(at) + 6} y=${top + 10} dominant-baseline="central">${name}</text>`,
      )}
      ${spec.series.map(({ name, points: own, dash }, i) => {
        const path = own.map(([px, py]) => `${x(px).toFixed(1)},${y(py).toFixed(1)}`).join(" ");
        return svg`<g><polyline points=${path} fill="none" stroke=${SERIES[i % SERIES.length]} stroke-width="2.25"
            stroke-linejoin="round" stroke-dasharray=${dash ?? DASHES[i % DASHES.length]}></polyline>
          ${
            own.length > 60
              ? nothing
              : own.map(
                  ([px, py]) => svg`<circle cx=${x(px)} cy=${y(py)} r="3.2" fill=${SERIES[i % SERIES.length]}>
                    <title>${name}, ${spec.x.label} ${named(px)}: ${format(py)} ${spec.unit ?? ""}</title></circle>`,
                )
          }</g>`;
      })}
      ${names.map(({ name, at, colour }, i) =>
        narrow
          ? svg`<rect x=${left} y=${top + plot + 48 + i * 20} width="14" height="4" style="fill:${colour}"></rect>
              <text x=${left + 20} y=${top + plot + 50 + i * 20} dominant-baseline="central">${name}</text>`
          : svg`<text x=${width - right + 8} y=${at} dominant-baseline="central" style="fill:${colour}">${name}</text>`,
      )}`;
    return { height: top + plot + size * 3.3 + (narrow ? names.length * 20 + 6 : 0), content };
  }
}

/**
 * Names at the lines' ends, pushed apart where they would lie on each other.
 * @param {number} apart
 * @param {{name: string, at: number, colour: string}[]} names
 */
function spread(apart, names) {
  const sorted = names.toSorted((a, b) => a.at - b.at);
  for (let i = 1; i < sorted.length; i++) {
    sorted[i] = { ...sorted[i], at: Math.max(sorted[i].at, sorted[i - 1].at + apart) };
  }
  return sorted;
}

customElements.define("line-chart", LineChart);

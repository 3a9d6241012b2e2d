/** The charts of every page: importing this defines `<bar-chart>` and `<line-chart>`; both take their data as `.spec`. */
export { BarChart } from "./bar-chart.js";
export { LineChart } from "./line-chart.js";
export { ChartFrame, SERIES } from "./chart-frame.js";

/** @typedef {import("./bar-chart.js").BarSpec} BarSpec */
/** @typedef {import("./bar-chart.js").Bar} Bar */
/** @typedef {import("./line-chart.js").LineSpec} LineSpec */

/** From an answer's aggregations to something to draw: what each bucket is called, counted and measured.
 *
 * A query's `{"aggs": {"by_author": {"terms": {"field": "author"}}}}` says how to read the answer's
 * `{"by_author": {"buckets": [{"key": "Shannon", "doc_count": 3}]}}`: bars, one an author.
 */

import { day, words } from "./format.js";

/** @import { Json, JsonObject } from "./types.js" */

/** @typedef {{label: string, key: string | number, values: (number | null)[]}} Row */
/**
 * @typedef {object} View one aggregation, ready to draw
 * @property {"bars" | "columns" | "line" | "grouped" | "number"} form
 * @property {string} title
 * @property {string} keyLabel what a bucket is, such as "author"
 * @property {string} interval of dates
 * @property {string[]} series what is measured in each bucket; the first is drawn
 * @property {Row[]} rows
 * @property {string} partLabel what a bucket inside a bucket is
 * @property {{label: string, parts: {label: string, value: number}[]}[]} groups of a nested bucket aggregation
 * @property {number | null} value of a single metric
 * @property {string | null} valueText the same as a date, where the field is one
 * @property {number} others what the buckets that were not returned count together (a document may lie in several)
 */

const BUCKETS = ["terms", "date_histogram", "histogram"];
const METRIC_WORDS = /** @type {Record<string, string>} */ ({
  avg: "average",
  min: "lowest",
  max: "highest",
  sum: "sum of",
  cardinality: "different values of",
  value_count: "values of",
});

/** @param {Json | undefined} value @returns {JsonObject} */
const object = (value) => (value && typeof value === "object" && !Array.isArray(value) ? value : {});

/**
 * The kind and settings of one aggregation in a query.
 * @param {JsonObject} definition
 */
function read(definition) {
  const kind = Object.keys(definition).find((name) => name !== "aggs" && name !== "aggregations") ?? "";
  const settings = object(definition[kind]);
  return {
    kind,
    settings,
    field: String(settings.field ?? ""),
    inner: object(definition.aggs ?? definition.aggregations),
  };
}

/** @param {string} field */
const plainField = (field) => words(field.replace(/\.(raw|keyword)$/, ""));

/** @param {string} kind @param {string} field */
function metricLabel(kind, field) {
  return `${METRIC_WORDS[kind] ?? kind} ${plainField(field)}`;
}

/**
 * A bucket's name: a date cut to the interval that it stands for.
 * @param {JsonObject} bucket
 * @param {string} kind
 * @param {JsonObject} settings
 * @returns {string}
 */
function bucketLabel(bucket, kind, settings) {
  const text = String(bucket.key_as_string ?? bucket.key);
  if (kind === "date_histogram") {
    const interval = String(settings.calendar_interval ?? settings.fixed_interval ?? "");
    const date = text.slice(0, 10);
    if (/year|1y/.test(interval)) return date.slice(0, 4);
    if (/quarter|month|1q|1M/.test(interval)) return date.slice(0, 7);
    return day(date) ?? text;
  }
  if (kind === "histogram") {
    const from = Number(bucket.key);
    const width = Number(settings.interval);
    return width > 1 && Number.isInteger(width) && Number.isInteger(from)
      ? `${from}–${from + width - 1}`
      : String(from);
  }
  return text;
}

/** @param {Json | undefined} answer @returns {number | null} */
function metricValue(answer) {
  const { value } = object(answer);
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

/** @param {Json | undefined} answer @returns {JsonObject[]} */
const bucketsOf = (answer) => {
  const { buckets } = object(answer);
  return Array.isArray(buckets) ? buckets.map(object) : [];
};

/**
 * Every aggregation of an answer as something to draw.
 * @param {JsonObject} query
 * @param {JsonObject} aggregations
 * @returns {View[]}
 */
export function views(query, aggregations) {
  const asked = object(query.aggs ?? query.aggregations);
  return Object.entries(aggregations).flatMap(([name, answer]) => {
    const { kind, inner } = read(object(asked[name]));
    if (kind !== "nested") return [view(name, object(asked[name]), answer)];
    const found = object(answer);
    const counted = words(String(object(object(asked[name]).nested).path));
    return Object.keys(inner).map((below) => view(below, object(inner[below]), found[below] ?? null, counted));
  });
}

/**
 * @param {string} name
 * @param {JsonObject} definition
 * @param {Json} answer
 * @param {string} counted what its buckets count
 * @returns {View}
 */
function view(name, definition, answer, counted = "documents") {
  const { kind, settings, field, inner } = read(definition);
  const base = {
    title: words(name),
    keyLabel: plainField(field) || "bucket",
    interval: String(settings.calendar_interval ?? ""),
    rows: [],
    partLabel: "",
    groups: [],
    value: null,
    valueText: null,
    others: 0,
  };
  if (!BUCKETS.includes(kind))
    return {
      ...base,
      form: "number",
      title: metricLabel(kind, field),
      series: [],
      value: metricValue(answer),
      valueText: day(String(object(answer).value_as_string ?? "")),
    };

  const buckets = bucketsOf(answer);
  const metrics = Object.entries(inner)
    .map(([key, one]) => ({ key, ...read(object(one)) }))
    .filter((one) => !BUCKETS.includes(one.kind));
  const nested = Object.entries(inner).find(([, one]) => BUCKETS.includes(read(object(one)).kind));
  const rows = buckets.map((bucket) => ({
    label: bucketLabel(bucket, kind, settings),
    key: typeof bucket.key === "number" ? bucket.key : String(bucket.key),
    values: [...metrics.map(({ key }) => metricValue(bucket[key])), Number(bucket.doc_count)],
  }));
  const series = [...metrics.map((one) => metricLabel(one.kind, one.field)), counted];
  const drawn = {
    ...base,
    title: `By ${base.keyLabel}`,
    series,
    rows,
    others: Number(object(answer).sum_other_doc_count ?? 0),
  };
  if (nested) {
    const [innerName, innerDefinition] = nested;
    const { kind: innerKind, settings: innerSettings, field: innerField } = read(object(innerDefinition));
    const groups = buckets.map((bucket, i) => ({
      label: rows[i].label,
      parts: bucketsOf(bucket[innerName]).map((part) => ({
        label: bucketLabel(part, innerKind, innerSettings),
        value: Number(part.doc_count),
      })),
    }));
    return {
      ...drawn,
      form: "grouped",
      title: `By ${base.keyLabel} and ${plainField(innerField)}`,
      partLabel: plainField(innerField),
      groups,
    };
  }
  if (kind === "date_histogram" && rows.length > 1) return { ...drawn, form: "line" };
  return { ...drawn, form: kind === "terms" ? "bars" : "columns" };
}

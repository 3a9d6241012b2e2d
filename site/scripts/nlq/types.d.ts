/** The shapes that pass between the server, the recorded runs and the views of `<nlq-demo>`. */

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** One clear error, as every endpoint of the server gives it. */
export interface ErrorShape {
  type: string;
  message: string;
  hint?: string;
}

export interface IndexInfo {
  name: string;
  description: string;
  count: number | null;
  samples: string[];
}

export interface ProfileInfo {
  name: string;
  title: string;
  model: string;
  default: boolean;
  /** Those that it can follow. */
  strategies?: string[];
}

export interface Field {
  name: string;
  type: string;
  [more: string]: Json;
}

/** What is asked: a question for an index, and how to answer it. */
export interface Ask {
  index: string;
  question: string;
  strategy: string;
  profile: string;
  execute: boolean;
}

export type StageName =
  | "queue"
  | "mapping"
  | "values"
  | "examples"
  | "prompt"
  | "token"
  | "attempt"
  | "query"
  | "refusal"
  | "result"
  | "done"
  | "error";

/** One event of a run; `atMs` is milliseconds since the question was sent. */
export interface StageEvent {
  stage: StageName;
  atMs: number;
  data: any;
}

export interface SearchResult {
  total: number | null;
  hits: JsonObject[];
  aggregations: JsonObject;
  took_ms: number | null;
  /** Whether a limit cut the search short. */
  partial?: boolean;
}

/** A step of a run as the reader sees it. */
export interface Step {
  kind: "queue" | "mapping" | "values" | "examples" | "prompt" | "model" | "query" | "result";
  state: "running" | "done" | "rejected" | "failed" | "stopped";
  startMs: number;
  endMs: number | null;
  /** What the stage's event carried; for the model's step, the attempt's `{output, error}`. */
  data: any;
  /** The model's answer so far (model step only). */
  text: string;
  /** Count of pieces streamed, and when the first came (model step only). */
  tokens: number;
  firstTokenMs: number | null;
  /** Which try of the model this is, from 1 (model step only). */
  attempt: number;
}

/** See CorrectionShape of the server's OpenAPI for what each `why` means. */
export interface Correction {
  field: string;
  was: string;
  now: string;
  why: "value" | "left out" | "order" | "phrase" | "either";
}

export interface Run {
  ask: Ask;
  status: "running" | "done" | "stopped" | "failed";
  steps: Step[];
  query: JsonObject | null;
  english: string | null;
  /** Why there is no query, in words: the index cannot answer. */
  refusal: string | null;
  /** What was changed in the query, by rule. */
  corrections: Correction[];
  /** How sure it is that the answer is right, 0 to 1; null where nobody can say. */
  confidence: number | null;
  result: SearchResult | null;
  /** The server's own account of its time, by part. */
  timings: Record<string, number> | null;
  error: ErrorShape | null;
  elapsedMs: number;
  /** Who recorded it, when the run is a replay. */
  recorded: Provenance | null;
}

export interface Provenance {
  recordedAt: string;
  model: string;
  command: string;
}

/** A recorded question, as `python -m demo_server record` writes it. */
export interface RecordedRun {
  index: string;
  question: string;
  strategy: string;
  profile: string;
  query: JsonObject | null;
  result: SearchResult | null;
  events: { stage: StageName; at_ms: number; data: any }[];
}

/** Where answers come from: the live server, or the recorded runs. */
export interface Source {
  readonly kind: "live" | "recorded";
  indexes(): Promise<IndexInfo[]>;
  /** What can be asked of one index: its samples; recorded sources know exactly these. */
  samples(index: string): Promise<string[]>;
  profiles(): Promise<ProfileInfo[]>;
  strategies(index: string, question: string, profile: string): Promise<string[]>;
  ask(ask: Ask, signal: AbortSignal): AsyncIterable<StageEvent>;
  search(
    index: string,
    query: JsonObject,
    signal: AbortSignal,
  ): Promise<{ result: SearchResult; english: string | null }>;
  provenance(index: string): Promise<Provenance | null>;
  /** What may be asked of an index; null where no query can be run, or the server cannot say. */
  knowledge(index: string): Promise<import("./complete.js").Knowledge | null>;
  /** What each condition of a query leaves. */
  why(index: string, query: JsonObject, signal: AbortSignal): Promise<Reasons>;
}

/** Why a query finds nothing. */
export interface Reasons {
  /** Documents in the index. */
  total: number;
  english: string;
  /** Each condition: documents that meet it alone, those that meet all others, and the query without it. */
  conditions: { english: string; alone: number; without: number; query: JsonObject }[];
}

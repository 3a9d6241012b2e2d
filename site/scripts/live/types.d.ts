/** What the server says about games (demo_server/live/games). */

export type Kind = "shannon" | "temperature" | "poll" | "questions" | "ask";
export type Phase = "open" | "shown" | "closed" | "gone";

export interface GameBase {
  id: number;
  kind: Kind;
  phase: Phase;
  round: number;
  players: number;
  answers: number;
}

export interface Bits {
  [name: string]: number;
}

export interface Shannon extends GameBase {
  kind: "shannon";
  text: string;
  given: number;
  length: number;
  last: {
    at: number;
    letter: string;
    room: number[] | null;
    ngrams: Record<string, number[]>;
    llm: number[] | null | undefined;
    bits: Bits;
  } | null;
  costs: { letter: string; bits: Bits }[];
  bits: Bits;
  orders: number[];
  llm: string | null;
  llm_note: string | null;
  ngram_note: string | null;
  best?: { name: string | null; bits: number; rounds: number }[];
}

export interface Temperature extends GameBase {
  kind: "temperature";
  samples: string[];
  temperatures: number[] | null;
  hotter: number | null;
  tally: number[] | null;
  right: number | null;
  past: { answers: number; right: number }[];
}

export interface Poll extends GameBase {
  kind: "poll";
  question: string;
  options: string[];
  tally: number[] | null;
}

export interface Entry {
  id: number;
  text: string;
  index: string | null;
  status: "waiting" | "shown" | "hidden" | "answered";
  votes: number;
  player?: string;
  name?: string | null;
}

export interface Board extends GameBase {
  kind: "questions" | "ask";
  indexes: string[] | null;
  entries: Entry[];
  waiting: number;
}

export type Game = Shannon | Temperature | Poll | Board;

export interface Mine {
  name: string | null;
  round: number;
  answer: unknown;
  bits: number | null;
  rounds: number;
  entries: Entry[];
  votes: number[];
}

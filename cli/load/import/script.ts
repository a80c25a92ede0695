import type { JourneyRequest } from '../journey.ts';

/** Source text of an expression, written as it stands. */
export class Expression {
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }
}

/** Text with expressions in it. */
export class Template {
  readonly parts: readonly (string | Expression)[];

  constructor(parts: readonly (string | Expression)[]) {
    this.parts = parts;
  }
}

/** A JSON value some of whose parts are known only while the journey is played. */
export type Value =
  | string
  | number
  | boolean
  | null
  | Expression
  | Template
  | readonly Value[]
  | { readonly [key: string]: Value };

/** A request of an imported journey, and what it keeps of the answer. */
export interface Step {
  /** What the reader should know, a line each. */
  readonly comments: readonly string[];
  /** Milliseconds the user thinks before it; not at all when left out. */
  readonly think?: { readonly minMs: number; readonly maxMs: number };
  readonly method: JourneyRequest['method'];
  readonly path: Template;
  /** The path with names in place of what differs from user to user; left out where nothing does. */
  readonly route?: string;
  readonly headers: Readonly<Record<string, Value>>;
  readonly body?: Value;
  readonly form?: Readonly<Record<string, Value>>;
  /** Name of the constant that holds the answer; needed where something is captured. */
  readonly answer: string;
  readonly captures: readonly { readonly name: string; readonly path: string }[];
}

/** An imported journey, before it is written. */
export interface Script {
  readonly name: string;
  /** One sentence. */
  readonly purpose: string;
  readonly steps: readonly Step[];
}

/** What an import gave: journeys, and what whoever imports should know. */
export interface Imported {
  readonly scripts: readonly Script[];
  readonly notes: readonly string[];
}

import { Chalk, type ChalkInstance } from 'chalk';
import type { Outcome } from '../../expect/verdict.ts';
import type { Paint } from './table.ts';

/** How a text report looks: for whom, and how wide. */
export interface TextOptions {
  /** Whether the stream shows ANSI colours. */
  readonly colour: boolean;
  /** Columns of the terminal. */
  readonly width: number;
}

/** Answers what paints a text report: ANSI colours, or nothing. */
export function painter({ colour }: TextOptions): ChalkInstance {
  return new Chalk({ level: colour ? 1 : 0 });
}

/** Answers the colour of an outcome; it always stands beside a symbol and a word. */
export function paintOutcome(outcome: Outcome, paint: ChalkInstance): Paint {
  return { pass: paint.green, fail: paint.red, inconclusive: paint.yellow }[outcome];
}

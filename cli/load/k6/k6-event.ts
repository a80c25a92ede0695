import type { ClaimedOrder } from '../claims/claimed-order.ts';
import type { RootSpan } from '../http/otlp-root-spans.ts';
import type { JourneyResult } from '../measure/journey-tally.ts';
import type { Sample } from '../sample.ts';

/** What the script in k6 tells about an iteration, in the order it happened. */
export type K6Event =
  | {
      readonly kind: 'started';
      /** Epoch milliseconds at which k6 began the scenario, and the iteration. */
      readonly scenarioAtMs: number;
      readonly startedAtMs: number;
      /** Epoch milliseconds at which the plan wanted the iteration, if k6 has dropped none before it. */
      readonly dueAtMs: number;
    }
  | { readonly kind: 'journey-started'; readonly journey: string }
  | { readonly kind: 'sample'; readonly sample: Sample }
  | { readonly kind: 'span'; readonly span: RootSpan }
  | {
      readonly kind: 'failed-check';
      readonly sample: Sample;
      readonly reason: string;
      readonly isFirst: boolean;
    }
  | {
      readonly kind: 'journey-broken';
      readonly journey: string;
      readonly atMs: number;
      readonly reason: string;
    }
  | { readonly kind: 'check'; readonly name: string; readonly holds: boolean; readonly atMs: number }
  /** What a user was told of an order so far. */
  | { readonly kind: 'claim'; readonly claim: ClaimedOrder }
  | { readonly kind: 'count'; readonly name: string; readonly by: number }
  | { readonly kind: 'journey-over'; readonly journey: string; readonly result: JourneyResult }
  | { readonly kind: 'over'; readonly outcome: 'played' | 'empty' };

/** A line of the script: the next events of one iteration, or the end of the whole. */
export type K6Line =
  | { readonly iteration: number; readonly events: readonly K6Event[] }
  /** Iterations that were due while no virtual user was free. */
  | { readonly dropped: number };

/** Begins every line of ours; other lines are k6's own words. */
export const LINE_MARK = '~shopctl ';

import type { Interval } from '../core/statistics.ts';

/** What changed between two runs of a load. */
export interface Comparison {
  readonly schema: 'shopctl.comparison/v1';
  /** Ids of the runs. */
  readonly before: string;
  readonly after: string;
  /** Changes smaller than this never count, 0..1. */
  readonly tolerance: number;
  /** Confidence of the intervals, 0..1. */
  readonly confidence: number;
  readonly changes: readonly Change[];
  /** What makes the two runs less alike than they should be; empty when nothing does. */
  readonly cautions: readonly string[];
  readonly outcome: 'regressed' | 'improved' | 'noise' | 'inconclusive';
}

export type Figure = 'p50' | 'p95' | 'p99' | 'errors';

/** One figure of one journey, endpoint or of everything, before and after. */
export interface Change {
  readonly load: string;
  readonly name: string;
  readonly of: 'all' | 'journey' | 'endpoint';
  readonly figure: Figure;
  /** Milliseconds of response time, or a share of errors 0..1. */
  readonly before: number;
  readonly after: number;
  /** Latency: relative, 0.1 = 10 % slower. Errors: difference of the shares. */
  readonly change: number;
  /** Where the true change lies; the bounds of `change`. */
  readonly interval: Interval;
  readonly outcome: 'regressed' | 'improved' | 'noise';
}

import type { Interval } from '../core/statistics.ts';

/** What the telemetry says about the expectations: the judge's half of the record. */
export interface Verdict {
  readonly outcome: Outcome;
  readonly results: readonly ExpectationResult[];
}

/** `inconclusive` is never green: too little was seen to tell. */
export type Outcome = 'pass' | 'fail' | 'inconclusive';

export interface ExpectationResult {
  readonly id: string;
  /** What was expected, in a sentence. */
  readonly title: string;
  readonly outcome: Outcome;
  /** `information` is shown and never decides the verdict. */
  readonly severity: 'error' | 'information';
  /** Where it is written. */
  readonly file: string;
  readonly line: number;
  readonly expected: string;
  readonly observed: string;
  /** How many spans, traces, calls or records it was judged on. */
  readonly sampleSize: number;
  /** Where the true share lies, for expectations on shares (0..1). */
  readonly interval?: Interval;
  /** What to do about it, or how many more samples it needs. */
  readonly hint?: string;
  /** Up to five traces to look at, failures first. */
  readonly traceIds: readonly string[];
}

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
  /** Of alerts: each time that one was active. */
  readonly episodes?: readonly AlertEpisode[];
}

/** One time that an alert was active, by the clock of the record; epoch milliseconds. */
export interface AlertEpisode {
  /** Which of the alert's series it was, and the labels of its rule. */
  readonly labels: Readonly<Record<string, string>>;
  readonly pendingAtMs: number;
  /** Absent when it was over before it had lasted long enough. */
  readonly firingAtMs?: number;
  /** When it was no longer active; absent when it still was at the end. */
  readonly endedAtMs?: number;
}

import { samplesForQuantile } from '../core/statistics.ts';

/**
 * A bound on a figure of the load, for example `purchase.response.p95<2s` or `all.errors[1m]<1%`.
 * Times are milliseconds and shares 0..1, whatever unit they were written in.
 */
export interface Threshold {
  /** As the user wrote it. */
  readonly expression: string;
  /**
   * A journey's name, an endpoint (`GET /api/menu`), or `all` for every request of users; of `failed`, the name of a
   * check, or `checks` for all of them.
   */
  readonly subject: string;
  /** `errors` is a share of requests or journeys, `failed` of the checks that journeys made. */
  readonly metric: 'response' | 'service' | ShareMetric;
  /** For a percentile of response or service; `undefined` for shares, mean and max. */
  readonly quantile?: 0.5 | 0.9 | 0.95 | 0.99;
  /** Set instead of a quantile. */
  readonly statistic?: 'mean' | 'max';
  /** Judged in every full stretch of this length while the load plays; over the whole run when left out. */
  readonly window?: ThresholdWindow;
  readonly comparator: '<' | '<=' | '>' | '>=';
  readonly bound: number;
  /** Passes when there was nothing to judge, which is a failure otherwise. */
  readonly isOptional?: boolean;
}

/** What is counted as a share, 0..1. */
export type ShareMetric = 'errors' | 'failed';

/** The subject that all checks are. */
export const ALL_CHECKS = 'checks';

/** Answers whether a metric is a share and not a time. */
export function isShare(metric: Threshold['metric']): metric is ShareMetric {
  return metric === 'errors' || metric === 'failed';
}

/**
 * Answers how many samples a figure needs to mean something: ten beyond a percentile, one error or failed check
 * within the bound.
 */
export function samplesNeeded({
  metric,
  quantile,
  bound,
}: Pick<Threshold, 'metric' | 'quantile' | 'bound'>): number {
  if (quantile !== undefined) return samplesForQuantile(quantile);
  return isShare(metric) && bound > 0 ? Math.ceil(1 / bound - 1e-9) : 1;
}

/** A rolling window; it moves on every {@link WINDOW_STEP_MS}. */
export interface ThresholdWindow {
  /** A multiple of {@link WINDOW_STEP_MS}. */
  readonly lengthMs: number;
  /** A window with fewer samples is not judged, ≥ 1. */
  readonly minSamples: number;
}

/** How often rolling windows move on and are judged. */
export const WINDOW_STEP_MS = 250;

/** How a threshold came out; no sample, or too few for its percentile, is a failure. */
export interface ThresholdResult {
  readonly expression: string;
  readonly outcome: 'pass' | 'fail';
  /** The figure with its unit, or why there is none: `1.82s`, `0.4%`, `12 samples, p95 needs 200`. */
  readonly observed: string;
  /** What the figure rests on; of the worst window where there are windows. */
  readonly samples: number;
  /** The figure of the worst window, in milliseconds or 0..1; only where a window was judged. */
  readonly worst?: number;
  /** Epoch milliseconds at which the first window ended that broke the bound. */
  readonly firstBrokenAtMs?: number;
}

/**
 * Answers whether a threshold can be broken for good before the load is over: a window that broke it stays broken,
 * a maximum never falls, and no later one mends "no errors". Other figures of the whole run may still recover.
 */
export function isSureBeforeTheEnd({
  window,
  statistic,
  metric,
  comparator,
  bound,
}: Pick<Threshold, 'window' | 'statistic' | 'metric' | 'comparator' | 'bound'>): boolean {
  if (window !== undefined) return true;
  if (!comparator.startsWith('<')) return false;
  return statistic === 'max' || (isShare(metric) && bound === 0);
}

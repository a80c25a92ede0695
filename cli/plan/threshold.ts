/**
 * A bound on a figure of the load, for example `purchase.response.p95<2s` or `all.errors<1%`.
 * Times are milliseconds and shares 0..1, whatever unit they were written in.
 */
export interface Threshold {
  /** As the user wrote it. */
  readonly expression: string;
  /** A journey's name, an endpoint (`GET /api/menu`), or `all` for every request of users. */
  readonly subject: string;
  readonly metric: 'response' | 'service' | 'errors';
  /** For a percentile of response or service; `undefined` for errors, mean and max. */
  readonly quantile?: 0.5 | 0.9 | 0.95 | 0.99;
  /** Set instead of a quantile. */
  readonly statistic?: 'mean' | 'max';
  readonly comparator: '<' | '<=' | '>' | '>=';
  readonly bound: number;
}

/** How a threshold came out; no sample, or too few for its percentile, is a failure. */
export interface ThresholdResult {
  readonly expression: string;
  readonly outcome: 'pass' | 'fail';
  /** The figure with its unit, or why there is none: `1.82s`, `0.4%`, `12 samples, p95 needs 200`. */
  readonly observed: string;
  readonly samples: number;
}

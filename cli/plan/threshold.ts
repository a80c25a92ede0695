/**
 * A bound on a figure of the load, for example `purchase.response.p95<2s` or `all.errors<1%`.
 * Times are milliseconds and shares 0..1, whatever unit they were written in.
 */
export interface Threshold {
  /** As the user wrote it. */
  readonly expression: string;
  /** A journey's name, or `all`. */
  readonly subject: string;
  readonly metric: 'response' | 'service' | 'errors';
  /** 0..1 for a percentile of response or service; `undefined` for errors. */
  readonly quantile?: number;
  readonly comparator: '<' | '<=' | '>' | '>=';
  readonly bound: number;
}

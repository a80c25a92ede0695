import type { Sample } from './sample.ts';

/** What outputs are told while a load plays, in the order it happened. */
export type Point = RequestPoint | FailedCheckPoint;

/** A request that ended. */
export interface RequestPoint extends Sample {
  readonly kind: 'request';
}

/** A check on the answer to a request that did not hold; the request's own point was told before. */
export interface FailedCheckPoint {
  readonly kind: 'failed-check';
  readonly load: string;
  readonly iteration: number;
  readonly journey: string;
  readonly endpoint: string;
  readonly endedAtMs: number;
  readonly traceId: string;
  readonly reason: string;
}

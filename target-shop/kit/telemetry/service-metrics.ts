import type { Counter, Histogram, Meter } from '@opentelemetry/api';
import { ActiveRequests } from './active-requests.ts';

/** The instruments every service has, under their canonical names. */
export interface ServiceMetrics {
  /** Seconds. */
  readonly serverDuration: Histogram;
  /** Seconds. */
  readonly clientDuration: Histogram;
  /** Seconds. */
  readonly storeDuration: Histogram;
  readonly activeRequests: ActiveRequests;
  readonly flagEvaluations: Counter;
}

/** Seconds; the bounds of the semantic conventions and one at 2 s, since thresholds ask for it. */
const HTTP_BOUNDS_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2, 2.5, 5, 7.5, 10];
/** Seconds; the bounds of the semantic conventions. */
const STORE_BOUNDS_SECONDS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10];

/** Creates the instruments; once per service. */
export function createServiceMetrics(meter: Meter): ServiceMetrics {
  return {
    serverDuration: seconds(meter, 'http.server.request.duration', HTTP_BOUNDS_SECONDS),
    clientDuration: seconds(meter, 'http.client.request.duration', HTTP_BOUNDS_SECONDS),
    storeDuration: seconds(meter, 'db.client.operation.duration', STORE_BOUNDS_SECONDS),
    activeRequests: new ActiveRequests(meter),
    flagEvaluations: meter.createCounter('flag_evaluations_total', {
      description: 'Flags read, by variant.',
    }),
  };
}

function seconds(meter: Meter, name: string, explicitBucketBoundaries: number[]): Histogram {
  return meter.createHistogram(name, { unit: 's', advice: { explicitBucketBoundaries } });
}

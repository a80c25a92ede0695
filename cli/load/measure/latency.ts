import { samplesForQuantile } from '../../core/statistics.ts';
import type { Latency } from '../summary.ts';
import type { Histogram } from './histogram.ts';

const PERCENTILES = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99 } as const;

/** Answers what may be said about some durations: mean and maximum, and each percentile they are enough for. */
export function latencyOf(histogram: Histogram): Latency {
  if (histogram.count === 0) return { count: 0 };
  const shown = Object.entries(PERCENTILES).filter(([, q]) => histogram.count >= samplesForQuantile(q));
  return {
    count: histogram.count,
    ...(histogram.meanMs === undefined ? {} : { mean: histogram.meanMs }),
    ...Object.fromEntries(shown.map(([name, q]) => [name, histogram.quantileMs(q)])),
    max: histogram.maxMs,
  };
}

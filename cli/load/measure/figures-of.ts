import type { LoadFigures } from '../engine.ts';
import { Histogram } from './histogram.ts';
import { latencyOf } from './latency.ts';
import type { Stretch } from './past-seconds.ts';

/** Answers the figures of some stretches or parts of a load together. */
export function figuresOf(
  parts: readonly Pick<Stretch, 'requests' | 'errors' | 'declined' | 'counts'>[],
): LoadFigures {
  const response = new Histogram();
  for (const { counts } of parts) response.add(counts);
  const sum = (count: 'requests' | 'errors' | 'declined') =>
    parts.reduce((total, part) => total + part[count], 0);
  const p95Ms = response.quantileMs(0.95);
  return {
    requests: sum('requests'),
    errors: sum('errors'),
    declined: sum('declined'),
    response: latencyOf(response),
    ...(p95Ms === undefined ? {} : { p95Ms }),
    histogram: response.toCounts(),
  };
}

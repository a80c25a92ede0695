import { formatDuration } from '../core/duration.ts';
import { formatPercent } from '../core/percent.ts';
import { samplesForQuantile } from '../core/statistics.ts';
import type { Threshold, ThresholdResult } from '../plan/threshold.ts';
import type { Latency, LoadSummary, Summary } from './summary.ts';

/** What a threshold looks at, in one load. */
interface Figures {
  readonly response: Latency;
  readonly service: Latency;
  /** What errors are a share of: requests, or completed journeys. */
  readonly count: number;
  readonly errors: number;
}

/** A figure, or why there is none. */
interface Observation {
  readonly value?: number;
  readonly samples: number;
  /** Why the figure is not the one that was asked for. */
  readonly caveat?: string;
}

const SHORT_NAMES = { 0.5: 'p50', 0.9: 'p90', 0.95: 'p95', 0.99: 'p99' } as const;

/**
 * Answers how each threshold came out, in their order. Probes are left out; where several loads play the subject,
 * the worst of them counts. Below the samples a percentile needs, the maximum stands in for it, which is stricter
 * and certain; what has no samples has not passed.
 */
export function judgeThresholds(
  thresholds: readonly Threshold[],
  summary: Summary,
): readonly ThresholdResult[] {
  const loads = summary.loads.filter(({ probe }) => !probe);
  return thresholds.map((threshold) => judge(threshold, loads));
}

function judge(threshold: Threshold, loads: readonly LoadSummary[]): ThresholdResult {
  const { expression, subject } = threshold;
  const observations = loads
    .flatMap((load) => figuresOf(subject, load) ?? [])
    .map((figures) => observe(threshold, figures))
    .filter(({ samples }) => samples > 0);
  const worst = observations.toSorted((a, b) => badness(threshold, b) - badness(threshold, a))[0];
  if (worst === undefined) return { expression, outcome: 'fail', observed: 'no samples', samples: 0 };
  const { value, samples, caveat } = worst;
  if (value === undefined) return { expression, outcome: 'fail', observed: caveat ?? 'no figure', samples };
  const figure = threshold.metric === 'errors' ? formatPercent(value) : formatDuration(value);
  return {
    expression,
    outcome: holds(threshold, value) ? 'pass' : 'fail',
    observed: caveat === undefined ? figure : `at most ${figure} (${caveat})`,
    samples,
  };
}

function figuresOf(subject: string, { total, journeys, endpoints }: LoadSummary): Figures | undefined {
  const journey = journeys.find(({ name }) => name === subject);
  if (journey !== undefined) return { ...journey, count: journey.completed, errors: journey.failed };
  const requests = subject === 'all' ? total : endpoints.find(({ name }) => name === subject);
  return requests && { ...requests, count: requests.requests };
}

function observe({ metric, quantile, statistic, comparator }: Threshold, figures: Figures): Observation {
  if (metric === 'errors') {
    const { count, errors } = figures;
    return count === 0 ? { samples: 0 } : { value: errors / count, samples: count };
  }
  const latency = figures[metric];
  const name = quantile === undefined ? (statistic ?? 'mean') : SHORT_NAMES[quantile];
  const value = latency[name];
  if (value !== undefined) return { value, samples: latency.count };
  const needed = quantile === undefined ? 1 : samplesForQuantile(quantile);
  const caveat = `${latency.count} samples, ${name} needs ${needed}`;
  const isUpperBound = comparator.startsWith('<') && latency.max !== undefined;
  return { samples: latency.count, caveat, ...(isUpperBound ? { value: latency.max } : {}) };
}

/** Orders observations: the larger, the further from the good side of the bound; no figure is the worst. */
function badness({ comparator }: Threshold, { value }: Observation): number {
  if (value === undefined) return Number.POSITIVE_INFINITY;
  return comparator.startsWith('<') ? value : -value;
}

function holds({ comparator, bound }: Threshold, value: number): boolean {
  switch (comparator) {
    case '<':
      return value < bound;
    case '<=':
      return value <= bound;
    case '>':
      return value > bound;
    case '>=':
      return value >= bound;
    default:
      return comparator satisfies never;
  }
}

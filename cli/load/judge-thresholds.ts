import { samplesForQuantile } from '../core/statistics.ts';
import { ALL_CHECKS, isShare, type Threshold, type ThresholdResult } from '../plan/threshold.ts';
import { judgeRolled } from './judge-rolled.ts';
import type { Latency, LoadSummary, Summary } from './summary.ts';
import { badness, formatFigure, holds } from './threshold-bound.ts';

/** What a threshold looks at, in one load. */
export interface ThresholdFigures {
  readonly response: Latency;
  readonly service: Latency;
  /** What errors are a share of: requests, completed journeys, or checks. */
  readonly count: number;
  readonly errors: number;
}

/** A figure, or why there is none. */
export interface Observation {
  readonly value?: number;
  readonly samples: number;
  /** Why the figure is not the one that was asked for. */
  readonly caveat?: string;
}

const SHORT_NAMES = { 0.5: 'p50', 0.9: 'p90', 0.95: 'p95', 0.99: 'p99' } as const;

/**
 * Answers how each threshold came out, in their order. Probes are left out; where several loads play the subject,
 * the worst of them counts. Below the samples a percentile needs, the maximum stands in for it, which is stricter
 * and certain; what has no samples has not passed, unless the threshold is optional. Where k6 has dropped iterations,
 * no bound on response times has passed.
 * @param startedAtMs epoch milliseconds, from which moments are counted
 */
export function judgeThresholds(
  thresholds: readonly Threshold[],
  summary: Summary,
  startedAtMs: number,
): readonly ThresholdResult[] {
  const loads = summary.loads.filter(({ probe }) => !probe);
  const dropped = summary.engine === undefined ? 0 : droppedBy(loads);
  return thresholds.map((threshold) => {
    if (dropped > 0 && threshold.metric === 'response') return refusal(threshold, dropped, loads);
    return threshold.window === undefined
      ? judge(threshold, loads)
      : judgeRolled({ ...threshold, window: threshold.window }, loads, startedAtMs);
  });
}

function droppedBy(loads: readonly LoadSummary[]): number {
  return loads.reduce((sum, { delivered }) => sum + delivered.dropped, 0);
}

/** k6 never starts what is due while all its users wait for a slow target: the worst is what was not measured. */
function refusal(threshold: Threshold, dropped: number, loads: readonly LoadSummary[]): ThresholdResult {
  const samples = loads.reduce((sum, load) => sum + (figuresOf(threshold, load)?.response.count ?? 0), 0);
  const iterations = dropped === 1 ? '1 iteration' : `${dropped} iterations`;
  return {
    expression: threshold.expression,
    outcome: 'fail',
    observed: `cannot be judged: k6 dropped ${iterations}, so the response times of all that was due are not known`,
    samples,
  };
}

function judge(threshold: Threshold, loads: readonly LoadSummary[]): ThresholdResult {
  const { expression } = threshold;
  const observations = loads
    .flatMap((load) => figuresOf(threshold, load) ?? [])
    .map((figures) => observe(threshold, figures))
    .filter(({ samples }) => samples > 0);
  const worst = observations.toSorted((a, b) => badness(threshold, b.value) - badness(threshold, a.value))[0];
  const unjudged = threshold.isOptional ? 'pass' : 'fail';
  if (worst === undefined) return { expression, outcome: unjudged, observed: 'no samples', samples: 0 };
  const { value, samples, caveat } = worst;
  if (value === undefined) return { expression, outcome: unjudged, observed: caveat ?? 'no figure', samples };
  const figure = formatFigure(threshold, value);
  return {
    expression,
    outcome: holds(threshold, value) ? 'pass' : 'fail',
    observed: caveat === undefined ? figure : `at most ${figure} (${caveat})`,
    samples,
  };
}

function figuresOf(
  { subject, metric }: Threshold,
  { total, journeys, endpoints, checks }: LoadSummary,
): ThresholdFigures | undefined {
  if (metric === 'failed') return figuresOfChecks(subject, checks);
  const journey = journeys.find(({ name }) => name === subject);
  if (journey !== undefined) return { ...journey, count: journey.completed, errors: journey.failed };
  const requests = subject === 'all' ? total : endpoints.find(({ name }) => name === subject);
  return requests && { ...requests, count: requests.requests };
}

/** Checks have no times. */
function figuresOfChecks(subject: string, checks: LoadSummary['checks'] = []): ThresholdFigures {
  const about = checks.filter(({ name }) => subject === ALL_CHECKS || name === subject);
  const errors = about.reduce((sum, { failed }) => sum + failed, 0);
  const count = about.reduce((sum, { passed }) => sum + passed, errors);
  return { response: { count }, service: { count }, count, errors };
}

/** Answers the figure that a threshold looks at. */
export function observe(
  { metric, quantile, statistic, comparator }: Threshold,
  figures: ThresholdFigures,
): Observation {
  if (isShare(metric)) {
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

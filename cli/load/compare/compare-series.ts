import { keyedRandom } from '../../../target-shop/contract/keyed-random.ts';
import { type Interval, samplesForQuantile } from '../../core/statistics.ts';
import type { Change, Figure } from '../comparison.ts';
import { Histogram, type HistogramCounts } from '../measure/histogram.ts';
import { unpackCounts } from '../measure/packed-counts.ts';
import type { LatencySeries } from '../summary.ts';
import { bootstrapIntervals } from './bootstrap.ts';

/** Fewer stretches than this say nothing about how much a figure moves by itself. */
export const LEAST_STRETCHES = 8;
/** Two of them lie beyond each end of an interval of 99.8 %. */
const REPLICAS = 2000;
const QUANTILES = { p50: 0.5, p95: 0.95, p99: 0.99 } as const;

export interface CompareOptions {
  /** Changes smaller than this are noise whatever their interval says, 0..1. */
  readonly tolerance: number;
  /** 0..1, two-sided. */
  readonly confidence: number;
  readonly seed: number;
}

interface Stretch {
  readonly errors: number;
  readonly counts: HistogramCounts;
}

interface Sums {
  readonly response: Histogram;
  readonly errors: number;
}

/**
 * Answers how the figures of one journey or endpoint changed between two runs: each percentile that both runs
 * have the samples for, and the share of errors. Nothing when either run has too few stretches with requests.
 */
export function compareSeries(
  before: LatencySeries,
  after: LatencySeries,
  options: CompareOptions,
): readonly Omit<Change, 'load'>[] {
  const stretches = { before: stretchesOf(before), after: stretchesOf(after) };
  const busy = (all: readonly Stretch[]) => all.filter(({ counts }) => counts.counts.length > 0).length;
  if (Math.min(busy(stretches.before), busy(stretches.after)) < LEAST_STRETCHES) return [];
  const [was, is] = [sumsOf(stretches.before), sumsOf(stretches.after)];
  const figures = figuresFor(Math.min(was.response.count, is.response.count));
  const intervals = bootstrapIntervals({
    ...stretches,
    ...options,
    replicas: REPLICAS,
    random: (draw) => keyedRandom(options.seed, before.name, draw),
    changesOf: (left, right) => changesOf(figures, sumsOf(left), sumsOf(right)),
  });
  return figures.flatMap((figure, place) => {
    const change = changesOf([figure], was, is)[0];
    const interval = intervals[place];
    if (change === undefined || interval === undefined) return [];
    const outcome = outcomeOf(change, interval, options.tolerance);
    const shown = { before: figureOf(figure, was) ?? 0, after: figureOf(figure, is) ?? 0 };
    return [{ name: before.name, of: before.of, figure, ...shown, change, interval, outcome }];
  });
}

function stretchesOf({ blocks }: LatencySeries): readonly Stretch[] {
  return blocks.map((block) => ({ errors: block.errors, counts: unpackCounts(block) }));
}

function sumsOf(stretches: readonly Stretch[]): Sums {
  const response = new Histogram();
  let errors = 0;
  for (const stretch of stretches) {
    response.add(stretch.counts);
    errors += stretch.errors;
  }
  return { response, errors };
}

function figuresFor(samples: number): readonly Figure[] {
  const quantiles = Object.entries(QUANTILES) as [keyof typeof QUANTILES, number][];
  return [...quantiles.filter(([, q]) => samples >= samplesForQuantile(q)).map(([name]) => name), 'errors'];
}

function changesOf(figures: readonly Figure[], was: Sums, is: Sums): readonly (number | undefined)[] {
  return figures.map((figure) => {
    const [before, after] = [figureOf(figure, was), figureOf(figure, is)];
    if (before === undefined || after === undefined) return undefined;
    if (figure === 'errors') return after - before;
    return before === 0 ? undefined : after / before - 1;
  });
}

function figureOf(figure: Figure, { response, errors }: Sums): number | undefined {
  if (figure !== 'errors') return response.quantileMs(QUANTILES[figure]);
  return response.count === 0 ? undefined : errors / response.count;
}

function outcomeOf(change: number, { low, high }: Interval, tolerance: number): Change['outcome'] {
  if (low > 0 && change > tolerance) return 'regressed';
  if (high < 0 && change < -tolerance) return 'improved';
  return 'noise';
}

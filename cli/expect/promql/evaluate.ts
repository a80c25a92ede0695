import { aggregate } from './aggregate.ts';
import { combine } from './combine.ts';
import type { Expression, RangeFunction, RangeSelector, Selector } from './expression.ts';
import { histogramQuantiles } from './histogram-quantile.ts';
import { countResets, extrapolatedIncrease, type Point, type Window } from './rate.ts';
import { labelsAskedFor, selected } from './selectors.ts';
import { type Element, NAME, type Sample, type SeriesByName, without } from './series.ts';

/** What an expression comes to at an instant: a number, or an instant vector. */
export type Value = number | readonly Element[];

/** How long a series has its last value when nothing new comes and nobody marked it as stale. */
const LOOKBACK_MS = 5 * 60_000;

/**
 * Answers what an expression comes to at an instant, as a Prometheus 3 does: an instant selector takes the latest
 * sample of the last five minutes (lookback, staleness markers: prometheus.io/docs/prometheus/latest/querying/basics),
 * a range is open on its left.
 * @param atMs epoch milliseconds
 */
export function evaluate(expression: Expression, series: SeriesByName, atMs: number): Value {
  const valueAt = (part: Expression) => evaluate(part, series, atMs);
  switch (expression.kind) {
    case 'number':
      return expression.value;
    case 'selector':
      return latest(expression, series, atMs);
    case 'over-range':
      return overRange(expression.name, expression.range, { series, atMs });
    case 'histogram-quantile':
      return histogramQuantiles(scalarOf(valueAt(expression.quantile)), vectorOf(valueAt(expression.of)));
    case 'absent':
      return absent(expression.of, vectorOf(valueAt(expression.of)));
    case 'aggregation':
      return aggregate(expression, vectorOf(valueAt(expression.of)));
    case 'negation':
      return negated(valueAt(expression.of));
    case 'binary':
      return combine(expression, valueAt(expression.left), valueAt(expression.right));
    default:
      return expression satisfies never;
  }
}

/** Answers a value as a vector; a number is one element without labels. */
export function vectorOf(value: Value): readonly Element[] {
  return typeof value === 'number' ? [{ labels: {}, value }] : value;
}

function scalarOf(value: Value): number {
  return typeof value === 'number' ? value : Number.NaN;
}

function latest(selector: Selector, series: SeriesByName, atMs: number): readonly Element[] {
  const untilMs = atMs - selector.offsetMs;
  return selected(selector, series).flatMap(({ labels, samples }) => {
    const last = samples[indexAfter(samples, untilMs) - 1];
    if (last?.value === undefined || last.atMs <= untilMs - LOOKBACK_MS) return [];
    return [{ labels, value: last.value }];
  });
}

function overRange(
  name: RangeFunction,
  { selector, rangeMs }: RangeSelector,
  { series, atMs }: { readonly series: SeriesByName; readonly atMs: number },
): readonly Element[] {
  const toMs = atMs - selector.offsetMs;
  const window = { fromMs: toMs - rangeMs, toMs };
  return selected(selector, series).flatMap(({ labels, samples }) => {
    const own = samples.slice(indexAfter(samples, window.fromMs), indexAfter(samples, toMs));
    const value = ofRange(name, own.filter(isFresh), window);
    return value === undefined ? [] : [{ labels: without(labels, [NAME]), value }];
  });
}

function ofRange(name: RangeFunction, points: readonly Point[], window: Window): number | undefined {
  if (name === 'resets') return points.length === 0 ? undefined : countResets(points);
  return extrapolatedIncrease(points, window, name === 'rate');
}

function isFresh(sample: Sample): sample is Point {
  return sample.value !== undefined;
}

/** Answers how many of the samples are not later than an instant. */
function indexAfter(samples: readonly Sample[], atMs: number): number {
  let [low, high] = [0, samples.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((samples[middle]?.atMs ?? Infinity) <= atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

function absent(of: Expression, found: readonly Element[]): readonly Element[] {
  if (found.length > 0) return [];
  return [{ labels: of.kind === 'selector' ? labelsAskedFor(of) : {}, value: 1 }];
}

function negated(value: Value): Value {
  if (typeof value === 'number') return -value;
  return value.map((one) => ({ labels: without(one.labels, [NAME]), value: -one.value }));
}

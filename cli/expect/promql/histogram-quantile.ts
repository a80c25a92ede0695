import { type Element, type Labels, labelKey, NAME, without } from './series.ts';

interface Bucket {
  /** `Infinity` for the last. */
  readonly upTo: number;
  /** Of everything up to there. */
  readonly count: number;
}

/** Smaller falls from bucket to bucket are errors of rounding. */
const TOLERANCE = 1e-12;

/**
 * Answers a quantile of each classic histogram, interpolated in its bucket as Prometheus does (`BucketQuantile` in
 * promql/quantile.go; prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile).
 * @param buckets cumulative, their bound in the label `le`; others are left out
 */
export function histogramQuantiles(quantile: number, buckets: readonly Element[]): readonly Element[] {
  const groups = new Map<string, { readonly labels: Labels; readonly buckets: Bucket[] }>();
  for (const { labels, value } of buckets) {
    const upTo = boundOf(labels['le']);
    if (upTo === undefined) continue;
    const own = without(labels, ['le', NAME]);
    const key = labelKey(own);
    const group = groups.get(key) ?? { labels: own, buckets: [] };
    groups.set(key, group);
    group.buckets.push({ upTo, count: value });
  }
  return [...groups.values()].map((group) => ({
    labels: group.labels,
    value: quantileOf(quantile, group.buckets),
  }));
}

function boundOf(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  const bound = text === '+Inf' ? Infinity : Number(text);
  return Number.isNaN(bound) ? undefined : bound;
}

function quantileOf(quantile: number, unsorted: readonly Bucket[]): number {
  if (Number.isNaN(quantile)) return Number.NaN;
  if (quantile < 0) return -Infinity;
  if (quantile > 1) return Infinity;
  const buckets = rising(joined(unsorted.toSorted((left, right) => left.upTo - right.upTo)));
  const last = buckets.at(-1);
  if (last?.upTo !== Infinity || buckets.length < 2 || last.count === 0) return Number.NaN;
  const rank = quantile * last.count;
  const place = buckets.findIndex(({ count }) => count >= rank);
  const [below, found] = [buckets[place - 1], buckets[place]];
  if (found === undefined || found === last) return buckets.at(-2)?.upTo ?? Number.NaN;
  if (below === undefined && found.upTo <= 0) return found.upTo;
  const from = below?.upTo ?? 0;
  const inside = found.count - (below?.count ?? 0);
  return from + (found.upTo - from) * ((rank - (below?.count ?? 0)) / inside);
}

/** Two buckets of one bound, written differently, are one. */
function joined(buckets: readonly Bucket[]): readonly Bucket[] {
  const counts = new Map<number, number>();
  for (const { upTo, count } of buckets) counts.set(upTo, (counts.get(upTo) ?? 0) + count);
  return [...counts].map(([upTo, count]) => ({ upTo, count }));
}

/** Cumulative counts never fall; where they do, by rounding or by a torn scrape, they are held. */
function rising(buckets: readonly Bucket[]): readonly Bucket[] {
  let highest = -Infinity;
  return buckets.map(({ upTo, count }) => {
    const isNearby = Math.abs(count - highest) <= TOLERANCE * Math.min(Math.abs(count), Math.abs(highest));
    if (!isNearby) highest = Math.max(highest, count);
    return { upTo, count: highest };
  });
}

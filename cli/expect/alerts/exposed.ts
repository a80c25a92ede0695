import type { MetricSeries } from '../../telemetry/queries.ts';
import type { Labels } from '../promql/series.ts';

/** A series before its target's labels are on it. */
export interface NamedSeries {
  readonly name: string;
  readonly labels: Labels;
  readonly points: readonly { readonly atMs: number; readonly value: number }[];
}

/** Whether a series is asked for, by its name in Prometheus. */
export type IsWanted = (name: string) => boolean;

/** A metric with the labels of one of its series, its name already in Prometheus' form. */
type Metric = Pick<MetricSeries, 'name' | 'kind' | 'isMonotonic' | 'points'> & { readonly labels: Labels };

/** Whether any series is asked for by which the text format may show a metric of this name. */
export function isAnyWanted(name: string, isWanted: IsWanted): boolean {
  return ['', '_total', '_bucket', '_count', '_sum'].some((suffix) => isWanted(`${name}${suffix}`));
}

/** Answers the series by which the text format shows one metric, of those that are asked for. */
export function exposed(metric: Metric, isWanted: IsWanted): readonly NamedSeries[] {
  const { name, labels, points } = metric;
  if (metric.kind !== 'histogram') {
    const isCounter = metric.kind === 'sum' && metric.isMonotonic;
    const shown = isCounter && !name.endsWith('_total') ? `${name}_total` : name;
    return isWanted(shown) ? [{ name: shown, labels, points }] : [];
  }
  const sums = () => points.map(({ atMs, sum = 0 }) => ({ atMs, value: sum }));
  return [
    ...(isWanted(`${name}_count`) ? [{ name: `${name}_count`, labels, points }] : []),
    ...(isWanted(`${name}_sum`) ? [{ name: `${name}_sum`, labels, points: sums() }] : []),
    ...(isWanted(`${name}_bucket`) ? bucketsOf(metric) : []),
  ];
}

/** Each bucket counts everything up to its bound. */
function bucketsOf({ name, labels, points }: Metric): readonly NamedSeries[] {
  const bounds = [...(points[0]?.bounds ?? []), Infinity];
  return bounds.map((bound, place) => ({
    name: `${name}_bucket`,
    labels: { ...labels, le: bound === Infinity ? '+Inf' : String(bound) },
    points: points.map(({ atMs, buckets = [] }) => ({
      atMs,
      value: buckets.slice(0, place + 1).reduce((sum, count) => sum + count, 0),
    })),
  }));
}

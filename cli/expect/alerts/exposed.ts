import type { MetricSeries } from '../../telemetry/queries.ts';
import type { Labels } from '../promql/series.ts';

/** A series before its target's labels are on it. */
export interface NamedSeries {
  readonly name: string;
  readonly labels: Labels;
  readonly points: readonly { readonly atMs: number; readonly value: number }[];
}

/** Answers the series by which the text format shows one metric. */
export function exposed(
  { name, kind, isMonotonic, points }: Pick<MetricSeries, 'name' | 'kind' | 'isMonotonic' | 'points'>,
  labels: Labels,
): readonly NamedSeries[] {
  if (kind !== 'histogram') {
    const isCounter = kind === 'sum' && isMonotonic;
    return [{ name: isCounter && !name.endsWith('_total') ? `${name}_total` : name, labels, points }];
  }
  const bounds = [...(points[0]?.bounds ?? []), Infinity];
  return [
    { name: `${name}_count`, labels, points },
    { name: `${name}_sum`, labels, points: points.map(({ atMs, sum = 0 }) => ({ atMs, value: sum })) },
    ...bounds.map((bound, place) => ({
      name: `${name}_bucket`,
      labels: { ...labels, le: bound === Infinity ? '+Inf' : String(bound) },
      points: points.map(({ atMs, buckets = [] }) => ({
        atMs,
        value: buckets.slice(0, place + 1).reduce((sum, count) => sum + count, 0),
      })),
    })),
  ];
}

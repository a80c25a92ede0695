import {
  aliasLabels,
  METRIC_ALIASES,
  type MetricAlias,
} from '../../../target-shop/contract/metric-aliases.ts';
import type { MetricSeries, MetricSeriesPoint } from '../../telemetry/queries.ts';
import { labelKey } from '../promql/series.ts';
import { exposed, type IsWanted, isAnyWanted, type NamedSeries } from './exposed.ts';

/** Answers the series that `/metrics` of one process shows under names of their own, summed from canonical ones. */
export function aliasSeries(
  recorded: readonly MetricSeries[],
  service: string,
  isWanted: IsWanted,
): readonly NamedSeries[] {
  const wanted = METRIC_ALIASES.filter(({ name }) => isAnyWanted(name, isWanted));
  return wanted.flatMap((alias) =>
    seriesOf(alias, recorded, service).flatMap((metric) => exposed(metric, isWanted)),
  );
}

function seriesOf(alias: MetricAlias, recorded: readonly MetricSeries[], service: string) {
  const canonical = recorded.filter(
    ({ name, attributes }) => name === alias.from && alias.where?.(attributes) !== false,
  );
  const groups = Map.groupBy(canonical, (one) => labelKey(labelsOf(one, alias, service)));
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const points = summed(group.map((one) => one.points));
    const isCount = alias.as === 'count';
    return [
      {
        name: alias.name,
        kind: isCount ? 'sum' : first.kind,
        isMonotonic: isCount || first.isMonotonic,
        labels: labelsOf(first, alias, service),
        points,
      } as const,
    ];
  });
}

function labelsOf({ attributes, resource }: MetricSeries, alias: MetricAlias, service: string) {
  return aliasLabels(attributes, alias, { service, resource });
}

/** Sums, instant by instant, what one process sent: all series of an export are of one instant. */
function summed(series: readonly (readonly MetricSeriesPoint[])[]): readonly MetricSeriesPoint[] {
  const [first = []] = series;
  if (series.length === 1) return first;
  const byInstant = Map.groupBy(series.flat(), ({ atMs }) => atMs);
  return [...byInstant.values()]
    .map((points) => points.reduce(added))
    .sort((one, other) => one.atMs - other.atMs);
}

/** Both have the bounds of the one instrument they come from. */
function added(one: MetricSeriesPoint, other: MetricSeriesPoint): MetricSeriesPoint {
  const { atMs, bounds, buckets } = one;
  return {
    atMs,
    value: one.value + other.value,
    sum: (one.sum ?? 0) + (other.sum ?? 0),
    ...(bounds === undefined || buckets === undefined
      ? {}
      : { bounds, buckets: buckets.map((count, place) => count + (other.buckets?.[place] ?? 0)) }),
  };
}

import {
  type DataPoint,
  DataPointType,
  type Histogram,
  type MetricData,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import {
  aliasLabels,
  METRIC_ALIASES,
  type MetricAlias,
  type MetricSource,
} from '../../contract/metric-aliases.ts';
import { nameWithUnit, UNIT_WORDS } from '../../contract/prometheus-names.ts';

/** Answers the metrics as `/metrics` shows them: canonical ones with their unit in the name, then the aliases. */
export function prometheusView(metrics: ResourceMetrics, service: string): ResourceMetrics {
  const source = { service, resource: metrics.resource.attributes };
  const scopeMetrics = metrics.scopeMetrics.map(({ scope, metrics: canonical }) => ({
    scope,
    metrics: [...canonical.map(withUnit), ...canonical.flatMap((metric) => aliasesOf(metric, source))],
  }));
  return { resource: metrics.resource, scopeMetrics };
}

function withUnit(metric: MetricData): MetricData {
  const { name, unit } = metric.descriptor;
  const descriptor = { ...metric.descriptor, name: nameWithUnit(name, unit), unit: UNIT_WORDS[unit] ?? '' };
  return { ...metric, descriptor };
}

function aliasesOf(metric: MetricData, source: MetricSource): MetricData[] {
  return METRIC_ALIASES.filter(({ from }) => from === metric.descriptor.name)
    .map((alias) => aliased(metric, alias, source))
    .filter(({ dataPoints }) => dataPoints.length > 0);
}

function aliased(metric: MetricData, alias: MetricAlias, source: MetricSource): MetricData {
  const descriptor = { ...metric.descriptor, name: alias.name, description: alias.description, unit: '' };
  const labelled = { alias, source };
  switch (metric.dataPointType) {
    case DataPointType.HISTOGRAM: {
      const points = grouped(metric.dataPoints, labelled, addHistograms);
      if (alias.as === 'same') return { ...metric, descriptor, dataPoints: points };
      const dataPoints = points.map((point) => ({ ...point, value: point.value.count }));
      return { ...metric, descriptor, dataPointType: DataPointType.SUM, isMonotonic: true, dataPoints };
    }
    case DataPointType.SUM:
    case DataPointType.GAUGE:
      return { ...metric, descriptor, dataPoints: grouped(metric.dataPoints, labelled, (a, b) => a + b) };
    case DataPointType.EXPONENTIAL_HISTOGRAM:
      throw new TypeError(`${metric.descriptor.name} is an exponential histogram, which no alias can show`);
    default:
      return metric satisfies never;
  }
}

/** Sums the points that have the same labels once the canonical attributes are reduced to them. */
function grouped<Value>(
  points: readonly DataPoint<Value>[],
  { alias, source }: { readonly alias: MetricAlias; readonly source: MetricSource },
  add: (a: Value, b: Value) => Value,
): DataPoint<Value>[] {
  const groups = new Map<string, DataPoint<Value>>();
  for (const point of points) {
    if (alias.where?.(point.attributes) === false) continue;
    const attributes = aliasLabels(point.attributes, alias, source);
    const key = JSON.stringify(attributes);
    const sum = groups.get(key);
    const value = sum === undefined ? point.value : add(sum.value, point.value);
    groups.set(key, { ...point, attributes, value });
  }
  return [...groups.values()];
}

/** Both have the bounds of the one instrument they come from. */
function addHistograms(a: Histogram, b: Histogram): Histogram {
  return {
    ...a,
    sum: (a.sum ?? 0) + (b.sum ?? 0),
    count: a.count + b.count,
    buckets: {
      boundaries: a.buckets.boundaries,
      counts: a.buckets.counts.map((count, index) => count + (b.buckets.counts[index] ?? 0)),
    },
  };
}

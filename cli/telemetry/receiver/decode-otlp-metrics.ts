import type {
  DecodedMetrics,
  Distribution,
  MetricKind,
  MetricPoint,
  ResourceRecord,
} from '../store/telemetry-records.ts';
import { resourceOf } from './decode-otlp.ts';
import {
  attributesOf,
  messageOf,
  messagesOf,
  nanosecondsOf,
  numberOf,
  numbersOf,
  optionalNumberOf,
  textOf,
  type WireMessage,
} from './wire-value.ts';

const KIND_BY_FIELD: readonly (readonly [string, MetricKind])[] = [
  ['sum', 'sum'],
  ['gauge', 'gauge'],
  ['histogram', 'histogram'],
  ['exponentialHistogram', 'exponential-histogram'],
  ['summary', 'summary'],
];

/** Set on a point that says "no value now" (metrics.proto, DataPointFlags). */
const NO_RECORDED_VALUE = 1;

/**
 * Answers the points of an ExportMetricsServiceRequest. Exponential histograms and summaries keep their count
 * and sum only.
 * @throws OtlpDataError when it is not such a request
 */
export function decodeMetrics(request: unknown): DecodedMetrics {
  const points: MetricPoint[] = [];
  const warnings = new Set<string>();
  for (const group of messagesOf(messageOf(request, 'the request'), 'resourceMetrics')) {
    const resource = resourceOf(group, warnings, 'metrics');
    for (const scope of messagesOf(group, 'scopeMetrics')) {
      for (const metric of messagesOf(scope, 'metrics')) points.push(...pointsOf(metric, resource));
    }
  }
  return { signal: 'metrics', points, rejected: 0, warnings: [...warnings] };
}

function pointsOf(metric: WireMessage, resource: ResourceRecord): readonly MetricPoint[] {
  return KIND_BY_FIELD.flatMap(([field, kind]) => {
    const data = metric[field];
    if (data === undefined || data === null) return [];
    const message = messageOf(data, field);
    const series = {
      resource,
      name: textOf(metric, 'name'),
      unit: textOf(metric, 'unit'),
      kind,
      temporality: numberOf(message, 'aggregationTemporality'),
      isMonotonic: message['isMonotonic'] === true,
    };
    return messagesOf(message, 'dataPoints')
      .filter((point) => (numberOf(point, 'flags') & NO_RECORDED_VALUE) === 0)
      .map((point) => ({
        ...series,
        attributes: attributesOf(point, 'attributes'),
        atUs: Number(nanosecondsOf(point, 'timeUnixNano') / 1000n),
        ...(kind === 'sum' || kind === 'gauge'
          ? { value: optionalNumberOf(point, 'asDouble') ?? numberOf(point, 'asInt') }
          : { distribution: distributionOf(point, kind) }),
      }));
  });
}

function distributionOf(point: WireMessage, kind: MetricKind): Distribution {
  const sum = optionalNumberOf(point, 'sum');
  const min = optionalNumberOf(point, 'min');
  const max = optionalNumberOf(point, 'max');
  return {
    count: numberOf(point, 'count'),
    ...(sum === undefined ? {} : { sum }),
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    ...(kind === 'histogram'
      ? { bounds: numbersOf(point, 'explicitBounds'), buckets: numbersOf(point, 'bucketCounts') }
      : {}),
  };
}

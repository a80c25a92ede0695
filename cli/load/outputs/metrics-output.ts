import type { Attributes } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, type MetricReader } from '@opentelemetry/sdk-metrics';
import type { Point } from '../point.ts';
import type { Output } from './output.ts';

/** Seconds; the buckets that semantic conventions advise for `http.client.request.duration`, and two above. */
const BUCKETS_S = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 30];

/**
 * Turns points into OpenTelemetry metrics for a reader: `http.client.request.duration` (service time, stable
 * semantic conventions), `shop.load.response.duration` (from the intended start) and `shop.load.checks.failed`.
 * @param durationSuffix ends the names of durations, for readers that put no unit into names
 */
export function metricsOutput(reader: MetricReader, runId: string, durationSuffix = ''): Output {
  const provider = new MeterProvider({
    readers: [reader],
    resource: resourceFromAttributes({ 'service.name': 'load-generator', 'shop.run.id': runId }),
  });
  const meter = provider.getMeter('shopctl.load');
  const histogram = (name: string, description: string) =>
    meter.createHistogram(`${name}${durationSuffix}`, {
      description,
      unit: 's',
      advice: { explicitBucketBoundaries: BUCKETS_S },
    });
  const service = histogram('http.client.request.duration', 'Sent to last byte.');
  const response = histogram('shop.load.response.duration', 'Intended start to last byte.');
  const checks = meter.createCounter('shop.load.checks.failed', { description: 'Checks that did not hold.' });
  const take = (point: Point) => {
    if (point.kind === 'failed-check') {
      checks.add(1, { load: point.load, journey: point.journey });
      return;
    }
    const attributes = attributesOf(point);
    service.record((point.endedAtMs - point.sentAtMs) / 1000, attributes);
    response.record((point.endedAtMs - point.intendedAtMs) / 1000, attributes);
  };
  return {
    take: (points) => points.forEach(take),
    // The reader flushes on shutdown and says itself what it could not deliver.
    close: () => provider.shutdown(),
  };
}

function attributesOf({
  load,
  journey,
  endpoint,
  status,
  errorKind,
}: Extract<Point, { kind: 'request' }>): Attributes {
  const [method = '', ...route] = endpoint.split(' ');
  return {
    load,
    journey,
    'http.request.method': method,
    'url.template': route.join(' '),
    ...(status === undefined ? {} : { 'http.response.status_code': status }),
    ...(errorKind === undefined ? {} : { 'error.type': errorKind }),
  };
}

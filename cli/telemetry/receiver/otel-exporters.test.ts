import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-http';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Queries } from '../queries.ts';
import { openTelemetryFile } from '../sources/embedded/open-telemetry-file.ts';
import { temporaryFiles } from '../test-otlp/temporary-folder.ts';
import { type Receiver, startReceiver } from './receiver.ts';

const newFile = temporaryFiles();
const file = newFile();
let receiver: Receiver;
let queries: Queries;
beforeAll(async () => {
  receiver = await startReceiver({ host: '127.0.0.1', port: 0, file });
  queries = openTelemetryFile(file);
});
afterAll(async () => {
  queries.close();
  await receiver.close();
});

function resourceOf(service: string) {
  return resourceFromAttributes({ 'service.name': service, 'service.instance.id': `${service}-1` });
}

async function withTracer(service: string, work: (provider: TracerProvider) => void): Promise<void> {
  const exporter = new OTLPTraceExporter({ url: `${receiver.url}/v1/traces` });
  const provider = new TracerProvider({
    resource: resourceOf(service),
    spanProcessors: [new BatchSpanProcessor({ exporter })],
  });
  work(provider);
  await provider.forceFlush();
  await exporter.forceFlush();
  await provider.shutdown();
}

it('stores what the SDK exports: spans with their parents, status and entry', async () => {
  let parent = ROOT_CONTEXT;
  await withTracer('frontend', (provider) => {
    const span = provider.getTracer('t').startSpan('GET', { kind: SpanKind.CLIENT }, ROOT_CONTEXT);
    span.end();
    parent = trace.setSpanContext(ROOT_CONTEXT, { ...span.spanContext(), isRemote: true });
  });
  await withTracer('gateway', (provider) => {
    const tracer = provider.getTracer('t');
    const attributes = { 'http.route': '/x', 'http.response.status_code': 500 };
    const span = tracer.startSpan('GET /x', { kind: SpanKind.SERVER, attributes }, parent);
    span.setStatus({ code: SpanStatusCode.ERROR, message: 'no stock' });
    tracer.startSpan('inner', { kind: SpanKind.SERVER }, trace.setSpan(ROOT_CONTEXT, span)).end();
    span.end();
  });
  expect(await queries.edges()).toMatchObject([{ from: 'frontend', to: 'gateway', calls: 1 }]);
  expect(await queries.spans({ service: 'gateway', entry: true })).toMatchObject({ count: 1, errors: 1 });
  expect(await queries.spans({ attributes: { 'service.instance.id': 'gateway-1' } })).toMatchObject({
    count: 2,
  });
  const [shape] = await queries.traceShapes({});
  expect(shape).toMatchObject({ spans: 3, orphans: 0, spanDepth: 3, serviceDepth: 2 });
});

it('stores what the SDK exports: log records with their event name and span', async () => {
  const exporter = new OTLPLogExporter({ url: `${receiver.url}/v1/logs` });
  const provider = new LoggerProvider({
    resource: resourceOf('gateway'),
    processors: [new BatchLogRecordProcessor({ exporter })],
  });
  const [tree] = await queries.slowestTraces({ service: 'gateway' }, 1);
  const spanContext = { traceId: tree?.traceId ?? '', spanId: tree?.spans[0]?.spanId ?? '', traceFlags: 1 };
  provider.getLogger('t').emit({
    eventName: 'feature_flag.evaluation',
    attributes: { 'feature_flag.key': 'fault', 'feature_flag.result.variant': 'on' },
    context: trace.setSpanContext(ROOT_CONTEXT, spanContext),
  });
  await provider.forceFlush();
  await exporter.forceFlush();
  await provider.shutdown();
  expect(await queries.flagEvaluations()).toEqual([
    { flag: 'fault', variant: 'on', count: 1, traceIds: [tree?.traceId] },
  ]);
  expect(await queries.logs({})).toMatchObject({ count: 1, withTrace: 1, joined: 1 });
});

it('stores what the SDK exports: metrics that move', async () => {
  const exporter = new OTLPMetricExporter({ url: `${receiver.url}/v1/metrics` });
  const provider = new MeterProvider({
    resource: resourceOf('cart'),
    readers: [new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 })],
  });
  const meter = provider.getMeter('t');
  meter.createHistogram('http.server.request.duration').record(0.25);
  meter.createCounter('orders').add(3);
  await provider.forceFlush();
  expect(await queries.metrics()).toEqual([]);
  await provider.forceFlush();
  await provider.shutdown();
  const metrics = await queries.metrics();
  expect(metrics.map(({ name, service }) => `${name} ${service}`)).toEqual([
    'http.server.request.duration cart',
    'orders cart',
  ]);
  expect(metrics[0]?.points).toBeGreaterThanOrEqual(2);
});

import type { RunFacts } from '../run-facts.ts';

/** Everything one run left behind, flat, so that a test can break one thing of it. */
export interface Recording {
  readonly spans: readonly RecordedSpan[];
  readonly logs: readonly RecordedLog[];
  readonly metrics: readonly RecordedMetric[];
  readonly facts: RunFacts;
}

export interface RecordedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  /** Whether the parent is a span of another process. */
  readonly isEntry: boolean;
  readonly service: string;
  readonly name: string;
  readonly kind: 'SERVER' | 'CLIENT';
  readonly startMs: number;
  readonly durationMs: number;
  readonly isError: boolean;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface RecordedLog {
  readonly traceId?: string;
  readonly spanId?: string;
  readonly service: string;
  readonly atMs: number;
  readonly body: string;
  readonly eventName?: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** A histogram with a point at each of these instants. */
export interface RecordedMetric {
  readonly service: string;
  readonly name: string;
  readonly atMs: readonly number[];
}

/** What a sender would post to `/v1/traces`, `/v1/logs` and `/v1/metrics`, parsed. */
export interface OtlpRequests {
  readonly traces: unknown;
  readonly logs: unknown;
  readonly metrics: unknown;
}

/** Span kinds, the error status and the flags of span context, as OTLP numbers them (trace.proto). */
const SPAN_KIND = { SERVER: 2, CLIENT: 3 } as const;
const STATUS_ERROR = 2;
const SAMPLED = 0x1;
const REMOTE_KNOWN = 0x100;
const PARENT_IS_REMOTE = 0x200;

/** Answers a recording as OTLP JSON, for the real decoder to read. */
export function otlpRequests({ spans, logs, metrics }: Recording): OtlpRequests {
  const resourceSpans = groupBy(spans, ({ service }) => service).map(([service, own]) => ({
    ...resource(service),
    scopeSpans: [{ spans: own.map(otlpSpan) }],
  }));
  const resourceLogs = groupBy(logs, ({ service }) => service).map(([service, own]) => ({
    ...resource(service),
    scopeLogs: [{ logRecords: own.map(otlpLog) }],
  }));
  const resourceMetrics = metrics.map((metric) => ({
    ...resource(metric.service),
    scopeMetrics: [{ metrics: [otlpHistogram(metric)] }],
  }));
  return {
    traces: overTheWire({ resourceSpans }),
    logs: overTheWire({ resourceLogs }),
    metrics: overTheWire({ resourceMetrics }),
  };
}

function overTheWire(request: object): unknown {
  return JSON.parse(JSON.stringify(request));
}

function otlpSpan(span: RecordedSpan): object {
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    ...(span.parentSpanId === undefined ? {} : { parentSpanId: span.parentSpanId }),
    flags: SAMPLED | REMOTE_KNOWN | (span.isEntry && span.parentSpanId ? PARENT_IS_REMOTE : 0),
    name: span.name,
    kind: SPAN_KIND[span.kind],
    startTimeUnixNano: nanoseconds(span.startMs),
    endTimeUnixNano: nanoseconds(span.startMs + span.durationMs),
    status: span.isError ? { code: STATUS_ERROR } : {},
    attributes: otlpAttributes(span.attributes),
  };
}

function otlpLog(log: RecordedLog): object {
  return {
    timeUnixNano: nanoseconds(log.atMs),
    severityNumber: 9,
    ...(log.traceId === undefined ? {} : { traceId: log.traceId, spanId: log.spanId }),
    ...(log.eventName === undefined ? {} : { eventName: log.eventName }),
    body: { stringValue: log.body },
    attributes: otlpAttributes(log.attributes),
  };
}

function otlpHistogram({ name, atMs }: RecordedMetric): object {
  const dataPoints = atMs.map((at, index) => ({
    timeUnixNano: nanoseconds(at),
    count: String(index + 1),
    sum: (index + 1) * 0.1,
    bucketCounts: [String(index + 1), '0'],
    explicitBounds: [0.25],
    attributes: [],
  }));
  return { name, unit: 's', histogram: { aggregationTemporality: 2, dataPoints } };
}

function resource(service: string): object {
  return {
    resource: { attributes: otlpAttributes({ 'service.name': service, 'service.namespace': 'shop' }) },
  };
}

function otlpAttributes(attributes: Readonly<Record<string, string>>): object[] {
  return Object.entries(attributes).map(([key, stringValue]) => ({ key, value: { stringValue } }));
}

function nanoseconds(ms: number): string {
  return String(BigInt(Math.round(ms * 1000)) * 1000n);
}

function groupBy<Item>(items: readonly Item[], key: (item: Item) => string): [string, Item[]][] {
  return [...Map.groupBy(items, key)];
}

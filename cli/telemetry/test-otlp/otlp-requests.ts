import type { SpanKind } from '../queries.ts';
import { SPAN_FLAG, SPAN_KIND, SPAN_STATUS } from '../store/telemetry-records.ts';

/** A span in short, for tests. Numbers are made into hex ids; times are milliseconds. */
export interface ShortSpan {
  readonly service: string;
  readonly id: number;
  readonly parent?: number;
  /** 1 unless said. */
  readonly trace?: number;
  readonly kind: SpanKind;
  readonly name?: string;
  readonly startMs?: number;
  readonly durationMs?: number;
  readonly isError?: boolean;
  /** Left out when the sender sets no flags. */
  readonly parentIsRemote?: boolean;
  readonly attributes?: Readonly<Record<string, string | number | boolean>>;
}

/** When all test data starts: a fixed instant, in epoch milliseconds. */
export const EPOCH_MS = 1_763_720_000_000;

/** Answers a trace id in hex. */
export function traceIdOf(trace: number): string {
  return trace.toString(16).padStart(32, '0');
}

/** Answers a span id in hex; all have the highest bit set, as half of all real ones have. */
export function spanIdOf(id: number): string {
  return `9${id.toString(16).padStart(15, '0')}`;
}

/** Answers an ExportTraceServiceRequest in OTLP JSON. */
export function traceRequest(spans: readonly ShortSpan[]): object {
  const resourceSpans = Map.groupBy(spans, ({ service }) => service)
    .entries()
    .map(([service, own]) => ({
      resource: { attributes: attributes({ 'service.name': service }) },
      scopeSpans: [{ spans: own.map(wireSpan) }],
    }));
  return { resourceSpans: [...resourceSpans] };
}

/** A log record in short, for tests. */
export interface ShortLog {
  readonly trace?: number;
  readonly span?: number;
  readonly body?: string;
  readonly eventName?: string;
  readonly atMs?: number;
  readonly attributes?: Readonly<Record<string, string | number | boolean>>;
}

/** Answers an ExportLogsServiceRequest in OTLP JSON. */
export function logRequest(service: string, logs: readonly ShortLog[]): object {
  const logRecords = logs.map((log) => ({
    timeUnixNano: nanoseconds(log.atMs ?? EPOCH_MS),
    severityNumber: 9,
    body: { stringValue: log.body ?? '' },
    attributes: attributes(log.attributes ?? {}),
    ...(log.eventName === undefined ? {} : { eventName: log.eventName }),
    ...(log.trace === undefined ? {} : { traceId: traceIdOf(log.trace) }),
    ...(log.span === undefined ? {} : { spanId: spanIdOf(log.span) }),
  }));
  const resource = { attributes: attributes({ 'service.name': service }) };
  return { resourceLogs: [{ resource, scopeLogs: [{ logRecords }] }] };
}

/** One checkout: load-generator → frontend → gateway → orders → pricing → redis, nine spans. */
export function checkoutTrace(trace: number, startMs = EPOCH_MS): readonly ShortSpan[] {
  const places = ['load-generator', 'frontend', 'gateway', 'orders', 'pricing'];
  const spans: ShortSpan[] = places.flatMap((service, hop) => {
    const common = { service, trace, startMs: startMs + hop, durationMs: 100 - 10 * hop };
    const called: ShortSpan = {
      ...common,
      id: trace * 100 + 2 * hop,
      parent: trace * 100 + 2 * hop - 1,
      kind: 'SERVER',
      name: 'POST /api/checkout',
      parentIsRemote: true,
    };
    const calling: ShortSpan = {
      ...common,
      id: trace * 100 + 2 * hop + 1,
      ...(hop === 0 ? {} : { parent: trace * 100 + 2 * hop }),
      kind: 'CLIENT',
      name: 'POST',
      parentIsRemote: false,
      attributes: { 'peer.service': places[hop + 1] ?? 'stock-db', 'traffic.type': 'demo' },
    };
    return hop === 0 ? [calling] : [called, calling];
  });
  const [last] = spans.slice(-1);
  const redis = { 'db.system.name': 'redis', 'db.query.text': 'GET stock:7', 'peer.service': 'stock-db' };
  return last === undefined ? [] : [...spans.slice(0, -1), { ...last, name: 'GET', attributes: redis }];
}

function wireSpan(span: ShortSpan): object {
  const startMs = span.startMs ?? EPOCH_MS;
  const flags =
    span.parentIsRemote === undefined
      ? {}
      : { flags: 1 | SPAN_FLAG.remoteKnown | (span.parentIsRemote ? SPAN_FLAG.parentIsRemote : 0) };
  return {
    traceId: traceIdOf(span.trace ?? 1),
    spanId: spanIdOf(span.id),
    ...(span.parent === undefined ? {} : { parentSpanId: spanIdOf(span.parent) }),
    name: span.name ?? 'work',
    kind: SPAN_KIND[span.kind],
    startTimeUnixNano: nanoseconds(startMs),
    endTimeUnixNano: nanoseconds(startMs + (span.durationMs ?? 1)),
    attributes: attributes(span.attributes ?? {}),
    status: span.isError === true ? { code: SPAN_STATUS.error } : {},
    ...flags,
  };
}

/** Answers OTLP JSON's list of attributes. */
export function attributes(values: Readonly<Record<string, string | number | boolean>>): readonly object[] {
  return Object.entries(values).map(([key, value]) => ({ key, value: anyValue(value) }));
}

function anyValue(value: string | number | boolean): object {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
}

function nanoseconds(epochMs: number): string {
  return String(BigInt(Math.round(epochMs * 1000)) * 1000n);
}

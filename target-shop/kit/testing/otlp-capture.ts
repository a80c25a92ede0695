import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A span as it went over the wire, its attributes as a plain object. */
export interface CapturedSpan {
  readonly service: string;
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  /** Spans it is linked to. */
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  /** OTLP's numbers: 1 internal, 2 server, 3 client. */
  readonly kind: number;
  readonly flags: number;
  /** 0 unset, 2 error. */
  readonly statusCode: number;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly resource: Readonly<Record<string, unknown>>;
}

/** A log record as it went over the wire. */
export interface CapturedLog {
  readonly service: string;
  readonly body: unknown;
  readonly eventName: string | undefined;
  readonly severityText: string;
  readonly traceId: string | undefined;
  readonly spanId: string | undefined;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** An OTLP/HTTP JSON receiver that only remembers. */
export interface OtlpCapture {
  readonly url: string;
  readonly spans: CapturedSpan[];
  readonly logs: CapturedLog[];
  /** Names of metrics seen. */
  readonly metricNames: Set<string>;
  /** Spans are taken, and their senders answered, only after this. */
  holdSpansUntil: Promise<void>;
  /** How many requests with spans have come, taken or not. */
  readonly spanRequests: number;
  close(): Promise<void>;
}

interface WireValue {
  readonly stringValue?: string;
  readonly boolValue?: boolean;
  readonly intValue?: number | string;
  readonly doubleValue?: number;
}
interface WireAttribute {
  readonly key: string;
  readonly value: WireValue;
}
interface WireItem {
  readonly [field: string]: unknown;
  readonly attributes?: readonly WireAttribute[];
}
interface WireScope {
  readonly spans?: readonly WireItem[];
  readonly logRecords?: readonly WireItem[];
  readonly metrics?: readonly { readonly name: string }[];
}
interface WireResource {
  readonly resource: { readonly attributes: readonly WireAttribute[] };
  readonly scopeSpans?: readonly WireScope[];
  readonly scopeLogs?: readonly WireScope[];
  readonly scopeMetrics?: readonly WireScope[];
}

/** Starts a receiver on a free port of loopback. */
export async function startOtlpCapture(): Promise<OtlpCapture> {
  const spans: CapturedSpan[] = [];
  const logs: CapturedLog[] = [];
  const metricNames = new Set<string>();
  const capture = { spans, logs, metricNames, holdSpansUntil: Promise.resolve(), spanRequests: 0 };
  const take = (resources: readonly WireResource[]) => {
    for (const one of resources) {
      const resource = plain(one.resource.attributes);
      const scopes = one.scopeSpans ?? one.scopeLogs ?? one.scopeMetrics ?? [];
      for (const scope of scopes) {
        spans.push(...(scope.spans ?? []).map((span) => spanOf(span, resource)));
        logs.push(...(scope.logRecords ?? []).map((record) => logOf(record, resource)));
        for (const { name } of scope.metrics ?? []) metricNames.add(name);
      }
    }
  };
  const server = createServer(async (request, response) => {
    if (request.url === '/v1/traces') {
      capture.spanRequests += 1;
      await capture.holdSpansUntil;
    }
    const body = JSON.parse(await text(request)) as Record<string, readonly WireResource[]>; // the exporter's own JSON
    take(Object.values(body).flat());
    response.setHeader('content-type', 'application/json').end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return Object.assign(capture, { url: `http://127.0.0.1:${port}`, close });
}

function plain(attributes: readonly WireAttribute[] = []): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}

function spanOf(wire: WireItem, resource: Record<string, unknown>): CapturedSpan {
  const status = wire['status'] as { readonly code?: number } | undefined;
  return {
    ...(wire as unknown as CapturedSpan), // names, ids, kind and flags are the same on the wire
    service: String(resource['service.name']),
    parentSpanId: typeof wire['parentSpanId'] === 'string' ? wire['parentSpanId'] : undefined,
    links: (wire['links'] as CapturedSpan['links'] | undefined) ?? [],
    statusCode: status?.code ?? 0,
    attributes: plain(wire.attributes),
    resource,
  };
}

function logOf(wire: WireItem, resource: Record<string, unknown>): CapturedLog {
  const body = wire['body'] as WireValue | undefined;
  return {
    ...(wire as unknown as CapturedLog), // severity, event name and ids are the same on the wire
    service: String(resource['service.name']),
    body: body?.stringValue,
    attributes: plain(wire.attributes),
  };
}

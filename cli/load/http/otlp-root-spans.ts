import type { TraceIds, TrafficMarks } from './trace-context.ts';

/** One request as the client saw it: the root of its trace. */
export interface RootSpan extends TraceIds, TrafficMarks {
  readonly method: string;
  readonly path: string;
  readonly route: string;
  readonly journey: string;
  readonly load: string;
  readonly sentAtMs: number;
  readonly endedAtMs: number;
  readonly status: number | undefined;
  /** Set when the request failed. */
  readonly errorKind: string | undefined;
}

/** Where root spans come from and go to. */
export interface RootSpanTarget {
  /** Base URL of the OTLP/HTTP receiver. */
  readonly otlpUrl: string;
  /** What the requests were sent to. */
  readonly targetUrl: string;
  /** Unique name of this generator. */
  readonly instanceId: string;
}

/** Answers the body of an OTLP/HTTP JSON export: CLIENT spans of the service `load-generator`. */
export function encodeRootSpans(
  batch: readonly RootSpan[],
  { instanceId, targetUrl }: RootSpanTarget,
): object {
  const resource = {
    'service.name': 'load-generator',
    'service.namespace': 'shop',
    'service.instance.id': instanceId,
  };
  const { hostname, port, protocol, href } = new URL(targetUrl);
  const server = {
    'server.address': hostname,
    'server.port': Number(port || (protocol === 'https:' ? 443 : 80)),
    'peer.service': 'frontend',
  };
  const base = href.replace(/\/$/, '');
  return {
    resourceSpans: [
      {
        resource: { attributes: encodeAttributes(resource) },
        scopeSpans: [
          { scope: { name: 'shopctl.load' }, spans: batch.map((span) => encodeSpan(span, base, server)) },
        ],
      },
    ],
  };
}

type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** One span by the stable HTTP conventions: for a client every status from 400 is an error. */
function encodeSpan(span: RootSpan, base: string, server: Attributes): object {
  const errorType = span.status !== undefined && span.status >= 400 ? `${span.status}` : span.errorKind;
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    name: `${span.method} ${span.route}`,
    kind: 3,
    startTimeUnixNano: unixNano(span.sentAtMs),
    endTimeUnixNano: unixNano(span.endedAtMs),
    attributes: encodeAttributes({
      'http.request.method': span.method,
      'url.full': base + span.path,
      'url.template': span.route,
      ...server,
      'http.response.status_code': span.status,
      'error.type': errorType,
      'traffic.type': span.trafficType,
      'shop.journey': span.journey,
      'shop.load': span.load,
      'shop.run.id': span.runId,
      'shop.probe': span.probe || undefined,
      'user.id': span.userId,
      'session.id': span.sessionId,
    }),
    status: errorType === undefined ? {} : { code: 2 },
  };
}

/** Microseconds are what a double can hold of the present time. */
function unixNano(epochMs: number): string {
  return `${Math.round(epochMs * 1000)}000`;
}

function encodeAttributes(attributes: Attributes): object[] {
  return Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ({ key, value: encodeValue(value) }));
}

function encodeValue(value: Attributes[string]): object {
  if (typeof value === 'number') return { intValue: value };
  return typeof value === 'boolean' ? { boolValue: value } : { stringValue: value };
}

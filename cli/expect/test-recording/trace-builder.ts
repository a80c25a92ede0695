import type { RecordedSpan } from './recording.ts';

/** What a service does for a request: stores it asks, then services it calls. */
export interface Hop {
  readonly service: string;
  /** Span name, for example `GET /menu`. */
  readonly name: string;
  readonly stores?: readonly ('redis' | 'postgresql')[];
  readonly calls?: readonly Hop[];
  readonly isError?: boolean;
  readonly attributes?: Readonly<Record<string, string>>;
}

/** One request of a user, from the load generator down. */
export interface RequestPlan {
  readonly hop: Hop;
  readonly startMs: number;
  readonly durationMs: number;
  readonly trafficType: 'baseline' | 'demo';
}

const STATEMENTS = { redis: 'GET menu:items', postgresql: 'SELECT id, name FROM catalog.products' } as const;

/** How much later and shorter each inner span is. */
const STEP_MS = 0.5;

let spansBuilt = 0;

/** Answers the spans of a request: CLIENT root, then SERVER and CLIENT in turn, stores as CLIENT leaves. */
export function traceOf(request: RequestPlan): readonly RecordedSpan[] {
  const traceId = hex(32);
  const root = spanOf(request, {
    ...{ traceId, service: 'load-generator', name: request.hop.name.split(' ')[0] ?? '', kind: 'CLIENT' },
    isEntry: true,
    isError: request.hop.isError ?? false,
  });
  return [root, ...spansOfHop(request.hop, root)];
}

function spansOfHop(hop: Hop, caller: RecordedSpan): readonly RecordedSpan[] {
  const { service, name, stores = [], calls = [], isError = false, attributes = {} } = hop;
  const server = inside(caller, { service, name, kind: 'SERVER', isEntry: true, isError, attributes });
  const queries = stores.map((system) =>
    inside(server, {
      ...{ service, name: STATEMENTS[system], kind: 'CLIENT', isEntry: false, isError: false },
      attributes: { 'db.system.name': system, 'db.query.text': STATEMENTS[system] },
    }),
  );
  const called = calls.flatMap((inner) => {
    const client = inside(server, {
      ...{ service, name: inner.name.split(' ')[0] ?? '', kind: 'CLIENT', isEntry: false },
      ...{ isError: inner.isError ?? false, attributes: { 'service.peer.name': inner.service } },
    });
    return [client, ...spansOfHop(inner, client)];
  });
  return [server, ...queries, ...called];
}

function inside(
  parent: RecordedSpan,
  own: Pick<RecordedSpan, 'service' | 'name' | 'kind' | 'isEntry' | 'isError' | 'attributes'>,
): RecordedSpan {
  return {
    ...own,
    traceId: parent.traceId,
    spanId: hex(16),
    parentSpanId: parent.spanId,
    startMs: parent.startMs + STEP_MS / 2,
    durationMs: Math.max(0.1, parent.durationMs - STEP_MS),
    attributes: { 'traffic.type': parent.attributes['traffic.type'] ?? '', ...own.attributes },
  };
}

function spanOf(
  { startMs, durationMs, trafficType }: RequestPlan,
  own: Pick<RecordedSpan, 'traceId' | 'service' | 'name' | 'kind' | 'isEntry' | 'isError'>,
): RecordedSpan {
  return { ...own, spanId: hex(16), startMs, durationMs, attributes: { 'traffic.type': trafficType } };
}

function hex(digits: number): string {
  spansBuilt += 1;
  return spansBuilt.toString(16).padStart(digits, '0');
}

import type { SpanKind, TraceSpan, TraceTree } from '../../telemetry/queries.ts';
import { exampleTimeline } from './example-timeline.ts';

/** A checkout that failed in the last step; errors, verdict and waterfall all point at it. */
export const exampleErrorTraceId = '4bf92f3577b34da6a3ce929d0e0e4736';

/** The three slowest checkouts of the example run, slowest first. */
export const exampleTraces: readonly TraceTree[] = [
  checkout({ traceId: exampleErrorTraceId, second: 52.4, delayMs: 3105, fails: true }),
  checkout({ traceId: 'a1c3e5f7092b4d6e8fa1b3c5d7e9f001', second: 47.1, delayMs: 2801, fails: false }),
  checkout({ traceId: '77aa88bb99cc00dd11ee22ff33445566', second: 38.7, delayMs: 2000, fails: false }),
];

interface CheckoutShape {
  readonly traceId: string;
  readonly second: number;
  readonly delayMs: number;
  readonly fails: boolean;
}

interface SpanShape {
  readonly service: string;
  readonly name: string;
  readonly kind: SpanKind;
  readonly offsetMs: number;
  readonly durationMs: number;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly isError?: boolean;
}

function checkout({ traceId, second, delayMs, fails }: CheckoutShape): TraceTree {
  const shapes = fails
    ? recommendationPart(delayMs, true)
    : [...recommendationPart(delayMs, false), ...orderPart(delayMs + 96)];
  const durationMs = delayMs + (fails ? 118 : 412);
  const status = fails ? '502' : '201';
  const http = { 'http.route': '/api/checkout', 'http.response.status_code': status };
  const entry: readonly SpanShape[] = [
    { service: 'load-generator', name: 'POST', kind: 'CLIENT', offsetMs: 0, durationMs, attributes: http },
    {
      service: 'frontend',
      name: 'POST /api/checkout',
      kind: 'SERVER',
      offsetMs: 2,
      durationMs: durationMs - 4,
      attributes: http,
    },
    {
      service: 'frontend',
      name: 'POST',
      kind: 'CLIENT',
      offsetMs: 4,
      durationMs: durationMs - 8,
      attributes: { 'peer.service': 'gateway' },
    },
    {
      service: 'gateway',
      name: 'POST /api/checkout',
      kind: 'SERVER',
      offsetMs: 6,
      durationMs: durationMs - 12,
      attributes: http,
    },
  ];
  const spans = [...entry.map((shape) => ({ ...shape, isError: fails })), ...shapes];
  return {
    traceId,
    startedAtMs: exampleTimeline.startedAtMs + second * 1000,
    durationMs,
    spans: spans.map((shape, index) => spanOf(shape, index)),
  };
}

function recommendationPart(delayMs: number, fails: boolean): readonly SpanShape[] {
  const fault = { 'fault.rule': 'blackfriday', 'fault.step': '4' };
  return [
    {
      service: 'gateway',
      name: 'GET',
      kind: 'CLIENT',
      offsetMs: 60,
      durationMs: delayMs + 34,
      attributes: { 'peer.service': 'recommendation' },
      isError: fails,
    },
    {
      service: 'recommendation',
      name: 'GET /recommendations',
      kind: 'SERVER',
      offsetMs: 62,
      durationMs: delayMs + 30,
      attributes: fails
        ? { ...fault, 'http.response.status_code': '500', 'error.type': 'Query timeout' }
        : fault,
      isError: fails,
    },
    {
      service: 'recommendation-cache',
      name: 'GET rec:*',
      kind: 'CLIENT',
      offsetMs: 63,
      durationMs: 1.2,
      attributes: { 'db.system.name': 'redis' },
    },
  ];
}

function orderPart(fromMs: number): readonly SpanShape[] {
  return [
    {
      service: 'gateway',
      name: 'POST',
      kind: 'CLIENT',
      offsetMs: fromMs,
      durationMs: 296,
      attributes: { 'peer.service': 'orders' },
    },
    { service: 'orders', name: 'POST /orders', kind: 'SERVER', offsetMs: fromMs + 2, durationMs: 292 },
    { service: 'pricing', name: 'POST /validate', kind: 'SERVER', offsetMs: fromMs + 8, durationMs: 64 },
    { service: 'payment', name: 'POST /paymentAuth', kind: 'SERVER', offsetMs: fromMs + 78, durationMs: 164 },
    {
      service: 'orders-db',
      name: 'INSERT orders',
      kind: 'CLIENT',
      offsetMs: fromMs + 252,
      durationMs: 6.3,
      attributes: {
        'db.system.name': 'postgresql',
        'db.query.text': 'INSERT INTO orders (id, cart_id, total_cents) VALUES ($1, $2, $3)',
      },
    },
    {
      service: 'orders-cache',
      name: 'SET order:*',
      kind: 'CLIENT',
      offsetMs: fromMs + 262,
      durationMs: 0.9,
      attributes: { 'db.system.name': 'redis' },
    },
  ];
}

function spanOf(shape: SpanShape, index: number): TraceSpan {
  const { attributes = {}, isError = false, ...rest } = shape;
  const parent = index === 0 ? {} : { parentSpanId: idOf(parentOf(index)) };
  return { ...rest, ...parent, spanId: idOf(index), isError, attributes };
}

/** The first four spans are a chain; then recommendation (4–6) and orders (7–12) hang under the gateway. */
function parentOf(index: number): number {
  if (index <= 3) return index - 1;
  if (index === 4 || index === 7) return 3;
  return index <= 6 ? index - 1 : Math.min(index - 1, 8);
}

function idOf(index: number): string {
  return (index + 1).toString(16).padStart(16, '0');
}

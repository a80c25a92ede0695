import type { TrafficType } from '../../../target-shop/contract/chaos-wire.ts';

/** The ids of a root span, in lower-case hex. */
export interface TraceIds {
  /** 32 digits. */
  readonly traceId: string;
  /** 16 digits. */
  readonly spanId: string;
}

/** What a user's requests say about themselves, to every service on their way. */
export interface TrafficMarks {
  readonly trafficType: TrafficType;
  readonly runId: string;
  readonly sessionId: string;
  readonly userId: string;
  /** Whether a probe of ours asks, not a user. */
  readonly probe: boolean;
}

/** Answers the W3C `traceparent` header of a sampled root span. */
export function traceparentOf({ traceId, spanId }: TraceIds): string {
  return `00-${traceId}-${spanId}-01`;
}

/** Answers the W3C `baggage` header that carries the marks. */
export function baggageOf(marks: TrafficMarks): string {
  const entries = {
    'traffic.type': marks.trafficType,
    'shop.run.id': marks.runId,
    'session.id': marks.sessionId,
    'user.id': marks.userId,
    ...(marks.probe ? { 'shop.probe': 'true' } : {}),
  };
  return Object.entries(entries)
    .map(([key, value]) => `${key}=${encodeURIComponent(value)}`)
    .join(',');
}

import { randomBytes } from 'node:crypto';
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

const ID_BYTES = 24;
const IDS_AT_ONCE = 256;

/**
 * Answers a source of ids for new traces: random, so that two runs with one seed do not share traces. Asks the
 * system for many at once, which costs little more than asking for one.
 */
export function traceIdSource(): () => TraceIds {
  let hex = '';
  return () => {
    if (hex.length === 0) hex = randomBytes(ID_BYTES * IDS_AT_ONCE).toString('hex');
    const ids = { traceId: hex.slice(0, 32), spanId: hex.slice(32, 48) };
    hex = hex.slice(48);
    return ids;
  };
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

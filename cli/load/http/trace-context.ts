import type { TrafficType } from '../../../target-shop/contract/chaos-wire.ts';

const PLAIN = /^[\w.-]*$/;

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
  const { trafficType, runId, sessionId, userId, probe } = marks;
  const user = `session.id=${encoded(sessionId)},user.id=${encoded(userId)}`;
  const traffic = `traffic.type=${encoded(trafficType)},shop.run.id=${encoded(runId)}`;
  return `${traffic},${user}${probe ? ',shop.probe=true' : ''}`;
}

/** Most values need no encoding, and finding that out takes a tenth of doing it. */
function encoded(value: string): string {
  return PLAIN.test(value) ? value : encodeURIComponent(value);
}

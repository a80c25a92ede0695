import { type Baggage, type Context, context, createContextKey, propagation } from '@opentelemetry/api';
import type { TrafficType } from '../contract/chaos-wire.ts';

/** What is known of the request being served, carried by the active context. */
export interface RequestInHand {
  readonly correlationId: string;
  /** Method and path without query, for flag targeting. */
  readonly endpoint: string;
  /** The peer whose calls are to fail, as the client named it; goes on with every call. */
  readonly simulateFailure?: string | undefined;
}

const REQUEST = createContextKey('the request in hand');

/** Answers a context that carries a request. */
export function withRequest(parent: Context, request: RequestInHand): Context {
  return parent.setValue(REQUEST, request);
}

/** Answers the request being served; `undefined` in background work. */
export function requestInHand(active: Context = context.active()): RequestInHand | undefined {
  return active.getValue(REQUEST) as RequestInHand | undefined; // only withRequest writes under this key
}

/** Answers one entry of the W3C baggage that came with the request. */
export function baggageValue(key: string, active: Context = context.active()): string | undefined {
  return propagation.getBaggage(active)?.getEntry(key)?.value;
}

/** Answers a reading of baggage that is done once for each: a request asks for it with each span and duration. */
export function readOnce<T>(read: (baggage: Baggage) => T): (baggage: Baggage) => T {
  const known = new WeakMap<Baggage, { readonly value: T }>();
  return (baggage) => {
    const kept = known.get(baggage) ?? { value: read(baggage) };
    known.set(baggage, kept);
    return kept.value;
  };
}

type TrafficAttributes = { readonly 'traffic.type'?: TrafficType };
const NO_TRAFFIC: TrafficAttributes = {};

/** Only the two known values, since metrics are split by it. */
const trafficOf = readOnce((baggage): TrafficAttributes => {
  const value = baggage.getEntry('traffic.type')?.value;
  return value === 'baseline' || value === 'demo' ? { 'traffic.type': value } : NO_TRAFFIC;
});

/** Answers the metric attributes every duration carries: `traffic.type`, when it is known. */
export function trafficAttributes(active: Context = context.active()): TrafficAttributes {
  const baggage = propagation.getBaggage(active);
  return baggage === undefined ? NO_TRAFFIC : trafficOf(baggage);
}

import {
  type Attributes,
  context,
  type Histogram,
  type Span,
  SpanKind,
  SpanStatusCode,
  type TextMapPropagator,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import type { Dispatcher } from 'undici';
import type { Peer, PeerRequest, PeerResponse } from '../kit.ts';
import { PeerUnavailableError } from '../peer-unavailable-error.ts';
import { requestInHand, trafficAttributes } from '../request-in-hand.ts';
import { codeOf, messageOf } from '../thrown-value.ts';
import { resendAttributes } from './resend-count.ts';
import { isFailureSimulated, SIMULATE_FAILURE } from './simulated-failure.ts';
import { type WireAnswer, wholeAnswer } from './whole-answer.ts';

/** What the clients of one service share. */
export interface PeerOutside {
  readonly tracer: Tracer;
  readonly propagator: TextMapPropagator;
  /** `http.client.request.duration`. */
  readonly durations: Histogram;
  /** Keep-alive connections. */
  readonly dispatcher: Dispatcher;
  /** Told of each call that fails because its client asked for it. */
  readonly onSimulatedFailure: (peer: string) => void;
}

/** S-20. */
export const DEFAULT_TIMEOUT_MS = 5000;

/** Answers a client for one base URL under the name it has in traces. */
export function createPeer(name: string, baseUrl: string, outside: PeerOutside): Peer {
  const base = baseUrl.replace(/\/$/, '');
  const { hostname, port, protocol, origin, pathname } = new URL(base);
  const entry = { name, origin, prefix: pathname === '/' ? '' : pathname };
  const place = {
    'server.address': hostname,
    'server.port': Number(port || (protocol === 'https:' ? 443 : 80)),
    'peer.service': name,
    'service.peer.name': name,
  };
  return {
    async request<Body>(asked: PeerRequest): Promise<PeerResponse<Body>> {
      const target = asked.route === undefined ? {} : { 'url.template': asked.route };
      const common = { 'http.request.method': asked.method, ...place, ...target };
      const span = outside.tracer.startSpan(
        asked.route === undefined ? asked.method : `${asked.method} ${asked.route}`,
        {
          kind: SpanKind.CLIENT,
          attributes: { ...common, ...resendAttributes(), 'url.full': `${base}${asked.path}` },
        },
      );
      const startedMs = performance.now();
      let outcome: Attributes = {};
      try {
        const response = await exchange(entry, { asked, span, outside });
        outcome = outcomeOf(response.status);
        if (response.status >= 400) span.setStatus({ code: SpanStatusCode.ERROR });
        // The caller names the type it expects, as with any JSON of a contract.
        return response as PeerResponse<Body>;
      } catch (error) {
        outcome = { 'error.type': error instanceof PeerUnavailableError ? error.reason : '_OTHER' };
        span.setStatus({ code: SpanStatusCode.ERROR, message: messageOf(error) });
        throw error;
      } finally {
        span.setAttributes(outcome).end();
        const seconds = (performance.now() - startedMs) / 1000;
        outside.durations.record(seconds, { ...common, ...outcome, ...trafficAttributes() });
      }
    },
  };
}

/** A client counts 4xx as errors too: it asked for something it did not get. */
function outcomeOf(status: number): Attributes {
  return { 'http.response.status_code': status, ...(status >= 400 && { 'error.type': String(status) }) };
}

/** Where a peer is asked. */
interface Entry {
  readonly name: string;
  /** Scheme, host and port. */
  readonly origin: string;
  /** Of every path; empty for most. */
  readonly prefix: string;
}

interface Exchange {
  readonly asked: PeerRequest;
  readonly span: Span;
  readonly outside: PeerOutside;
}

async function exchange({ name, origin, prefix }: Entry, { asked, span, outside }: Exchange) {
  if (isFailureSimulated(name)) {
    outside.onSimulatedFailure(name);
    throw new PeerUnavailableError(name, 'simulated');
  }
  try {
    const { status, headers, text } = await wholeAnswer(outside.dispatcher, {
      origin,
      path: `${prefix}${asked.path}`,
      method: asked.method,
      headers: headersFor(asked, span, outside.propagator),
      body: asked.body === undefined ? undefined : JSON.stringify(asked.body),
      timeoutMs: asked.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    });
    return { status, headers: flat(headers), body: parsed(text) };
  } catch (error) {
    throw new PeerUnavailableError(name, reasonOf(error), error);
  }
}

function headersFor(asked: PeerRequest, span: Span, propagator: TextMapPropagator): Record<string, string> {
  const headers: Record<string, string> = { accept: 'application/json', ...asked.headers };
  if (asked.body !== undefined) headers['content-type'] = 'application/json';
  const { correlationId, simulateFailure } = requestInHand() ?? {};
  if (correlationId !== undefined) headers['x-correlation-id'] = correlationId;
  if (simulateFailure !== undefined) headers[SIMULATE_FAILURE] = simulateFailure;
  propagator.inject(trace.setSpan(context.active(), span), headers, {
    set(carrier, key, value) {
      carrier[key] = value;
    },
  });
  return headers;
}

function flat(headers: WireAnswer['headers']): Record<string, string> {
  const single: Record<string, string> = {};
  for (const [key, value] of Object.entries(headers)) {
    if (value !== undefined) single[key] = Array.isArray(value) ? value.join(', ') : value;
  }
  return single;
}

function parsed(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof Error && error.name === 'TimeoutError') return 'timeout';
  return codeOf(error) ?? '_OTHER';
}

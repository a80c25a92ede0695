import {
  type Attributes,
  type Histogram,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import type { Store, StoreSystem } from '../../service-table.ts';
import { trafficAttributes } from '../request-in-hand.ts';
import { codeOf, messageOf } from '../thrown-value.ts';
import { rememberOutage } from './store-outage.ts';

/** Where a store is, as spans and metrics say it. */
export interface StorePlace {
  readonly store: Store;
  readonly system: StoreSystem;
  readonly host: string;
  readonly port: number;
}

/** One command or statement. */
export interface StoreCall {
  /** Span name, low cardinality. */
  readonly name: string;
  /** For span and metric, low cardinality. */
  readonly attributes: Attributes;
  /** For the span only, for example the statement's text. */
  readonly spanAttributes: Attributes;
  /** Answers the store's own code of a failure, for example an SQLSTATE. */
  readonly statusOf: (error: unknown) => string | undefined;
}

/** Records calls to one store as CLIENT spans and in `db.client.operation.duration`. */
export class StoreCalls {
  readonly #tracer: Tracer;
  readonly #durations: Histogram;
  readonly #shared: Attributes;
  readonly #peer: Attributes;
  readonly #store: Store;

  constructor(tracer: Tracer, durations: Histogram, place: StorePlace) {
    this.#tracer = tracer;
    this.#durations = durations;
    this.#shared = {
      'db.system.name': place.system,
      'server.address': place.host,
      'server.port': place.port,
    };
    this.#store = place.store;
    this.#peer = { 'peer.service': place.store, 'service.peer.name': place.store };
  }

  /**
   * Runs a call and records it. A span is made only under a span: a health check or the connection's own
   * handshake belongs to no trace, and a trace of one store command would say nothing.
   */
  async record<T>(call: StoreCall, work: () => Promise<T>): Promise<T> {
    const span = trace.getActiveSpan() === undefined ? undefined : this.#startSpan(call);
    const startedMs = performance.now();
    let outcome: Attributes = {};
    try {
      return await work();
    } catch (error) {
      const status = call.statusOf(error);
      rememberOutage(error, status, this.#store);
      outcome = failureAttributes(error, status);
      span?.setAttributes(outcome);
      span?.setStatus({ code: SpanStatusCode.ERROR, message: messageOf(error) });
      throw error;
    } finally {
      const seconds = (performance.now() - startedMs) / 1000;
      this.#durations.record(seconds, {
        ...this.#shared,
        ...call.attributes,
        ...outcome,
        ...trafficAttributes(),
      });
      span?.end();
    }
  }

  #startSpan(call: StoreCall) {
    const attributes = { ...this.#shared, ...this.#peer, ...call.attributes, ...call.spanAttributes };
    return this.#tracer.startSpan(call.name, { kind: SpanKind.CLIENT, attributes });
  }
}

function failureAttributes(error: unknown, status: string | undefined): Attributes {
  const type = status ?? codeOf(error) ?? (error instanceof Error ? error.name : '_OTHER');
  return { 'error.type': type, ...(status !== undefined && { 'db.response.status_code': status }) };
}

import type { Attributes, Meter, Span } from '@opentelemetry/api';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { FlagName, FlagSwitches, FlagValues } from '../contract/flags.ts';
import type { ServiceName, ServiceRow } from '../service-table.ts';
import type { PeerState } from './http/guarded-peer.ts';
import type { Answers } from './http/operation.ts';
import type { Routes } from './http/route.ts';

/** What a service is made of; `createService` does everything else. */
export interface ServiceDefinition {
  readonly name: ServiceName;
  /**
   * Answers the service's routes. Runs before listening and must not wait for a peer.
   * Anything that must end with the service goes to `kit.onClose`.
   */
  routes(kit: Kit): Routes | Promise<Routes>;
  /** What any of its operations may answer beside what it declares, for example 429 where a rate limit stands before them. */
  readonly answers?: Answers;
}

/** Everything a service may touch of the outside, handed in. */
export interface Kit {
  readonly row: ServiceRow;
  readonly instance: string;
  readonly log: Logger;
  readonly clock: ServiceClock;
  /** Answers 0 ≤ number < 1, seeded per instance. */
  readonly random: () => number;
  readonly flags: Flags;
  /**
   * Switches flags in the flag file, which every service of the shop reads: in force within a second.
   * @throws HttpProblem 409 CONFIG_READ_ONLY where the file cannot be written, as on Kubernetes
   */
  switchFlags(switches: FlagSwitches): Promise<void>;
  readonly meter: Meter;
  /** @throws when the service table gives this service no Redis store */
  redis(): Redis;
  /** @throws when the service table gives this service no Postgres store */
  postgres(): Postgres;
  /**
   * A client for a service that the service table lets this one call, behind retries for GET, a circuit breaker and a
   * bulkhead. A `bare` one has none of the three: for what is only passed on, and for a failure that must be seen.
   */
  peer(name: ServiceName, guard?: 'guarded' | 'bare'): Peer;
  /** As {@link Kit.peer}; `undefined` where the shop's size leaves the service out. */
  peerIfAny(name: ServiceName, guard?: 'guarded' | 'bare'): Peer | undefined;
  /** A client for something outside the shop, under the name it has in traces. */
  external(name: string, baseUrl: string): Peer;
  /** How this service stands with the peers it has guarded clients for. */
  peerStates(): readonly PeerState[];
  /** Answers a key for one purpose: the same in every service of the shop, and nobody else's. */
  secret(purpose: string): Uint8Array;
  /** Runs work under an INTERNAL span of its own; the span is marked as failed when the work throws. */
  span<T>(name: string, attributes: Attributes, work: (span: Span) => Promise<T>): Promise<T>;
  /** The trace of the work in hand, to travel with a message. */
  carrier(): MessageCarrier;
  /** Runs the work on a message under a CONSUMER span: child of the sender's trace and linked to it, or linked only. */
  consume<T>(message: ReceivedMessage, work: () => Promise<T>): Promise<T>;
  /** The span of the request in hand, for attributes such as `order.id`. */
  currentSpan(): Span;
  /** Registers work for the end of the process, run in reverse order after the last request is answered. */
  onClose(work: () => Promise<void> | void): void;
}

/** Trace context as a message carries it, by header name. */
export type MessageCarrier = Readonly<Record<string, string>>;

/** A message that has come in. */
export interface ReceivedMessage {
  /** Name of the span, for example `process shipping-task`. */
  readonly name: string;
  readonly carrier: MessageCarrier;
  readonly attributes: Attributes;
  /** Whether the work is a trace of its own, only linked to the sender's. */
  readonly isSeparate: boolean;
}

export interface ServiceClock {
  /** Epoch milliseconds. */
  now(): number;
  sleep(durationMs: number): Promise<void>;
}

/** Live flags: leased override first, else the flag file, else the table's default. */
export interface Flags {
  /** Answers a flag's value and leaves a `feature_flag.evaluation` event on the current span's trace. */
  get<Name extends FlagName>(name: Name): FlagValues[Name];
}

/** Postgres with a span for every statement. */
export interface Postgres {
  /**
   * Runs one parameterised statement.
   * @param summary low-cardinality name for the span, for example `SELECT catalog.products`
   */
  query<Row extends object>(
    summary: string,
    text: string,
    values?: readonly unknown[],
  ): Promise<readonly Row[]>;
  /**
   * Brings the service's own schema up to date under an advisory lock, in the background until it succeeds;
   * the service is not ready before.
   * @param statements idempotent SQL, run in order
   */
  migrate(schema: string, statements: readonly string[]): void;
}

export interface PeerRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path with query, as sent. */
  readonly path: string;
  /** The route's template for span and metric names, for example `/cart/:id`; the path when it has no parameters. */
  readonly route?: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Default 5,000 ms (S-20). */
  readonly timeoutMs?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface PeerResponse<Body> {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed JSON, or `undefined` for an empty or non-JSON body. */
  readonly body: Body;
}

/** A client with trace context, correlation id, span, metric and timeout; answers any HTTP status as a value. */
export interface Peer {
  /** @throws PeerUnavailableError when there is no answer: refused, reset or too late */
  request<Body = unknown>(request: PeerRequest): Promise<PeerResponse<Body>>;
}

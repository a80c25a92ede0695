import type { Meter } from '@opentelemetry/api';
import {
  BrokenCircuitError,
  BulkheadRejectedError,
  bulkhead,
  CircuitState,
  circuitBreaker,
  ExponentialBackoff,
  handleWhenResult,
  retry,
  SamplingBreaker,
} from 'cockatiel';
import type { Logger } from 'pino';
import type { Peer, PeerRequest, PeerResponse } from '../kit.ts';
import { PeerUnavailableError } from '../peer-unavailable-error.ts';
import { DEFAULT_TIMEOUT_MS } from './http-peer.ts';
import { asResend } from './resend-count.ts';

/** After the first try. */
const RETRIES = 2;
const FIRST_BACKOFF_MS = 50;
const LONGEST_BACKOFF_MS = 500;
/** Share of failures, 0..1, above which the breaker opens … */
const OPENS_ABOVE = 0.5;
/** … over this time … */
const SAMPLE_MS = 10_000;
/** … given at least this many calls a second; fewer prove nothing. */
const MINIMUM_CALLS_PER_SECOND = 1;
/** What a guard lets through. */
export interface GuardLimits {
  /** Calls under way at the same time. */
  readonly inFlight: number;
  /** Calls that may wait for a place among them; what is above is refused. */
  readonly waiting: number;
  /** How long the breaker stays open before one call is let through to see. */
  readonly halfOpenAfterMs: number;
}

const LIMITS: GuardLimits = { inFlight: 100, waiting: 1000, halfOpenAfterMs: 5000 };

/** The state of a breaker, in the field's words. */
export type BreakerState = 'closed' | 'half_open' | 'open';

const STATES: Readonly<Record<CircuitState, { readonly name: BreakerState; readonly value: number }>> = {
  [CircuitState.Closed]: { name: 'closed', value: 0 },
  [CircuitState.HalfOpen]: { name: 'half_open', value: 1 },
  [CircuitState.Open]: { name: 'open', value: 2 },
  [CircuitState.Isolated]: { name: 'open', value: 2 },
};

/** How a service stands with one of its peers. */
export interface PeerState {
  readonly peer: string;
  readonly breaker: BreakerState;
  readonly inFlight: number;
  /** Calls that wait for a place among those in flight. */
  readonly waiting: number;
}

/** A peer behind retries, a circuit breaker and a bulkhead. */
export interface GuardedPeer extends Peer {
  state(): PeerState;
}

/**
 * Answers a peer behind retries for GET (exponential back-off with jitter), a circuit breaker and a bulkhead
 * (P-15, P-17, P-18). No answer and 5xx count as failures; the last 5xx is still answered as a value.
 * A peer that says `Retry-After` is obeyed: it looks after itself, so it is neither asked again nor counted as failed.
 * `circuit_breaker_state{peer}` is 0 closed, 1 half open, 2 open.
 * Make one for each peer and keep it: the breaker's memory is in it.
 */
export function guardPeer(
  name: string,
  peer: Peer,
  {
    meter,
    log,
    limits = LIMITS,
  }: { readonly meter: Meter; readonly log: Logger; readonly limits?: GuardLimits },
): GuardedPeer {
  const failures = handleWhenResult(isFailure).orType(PeerUnavailableError);
  const breaker = circuitBreaker(failures, {
    halfOpenAfter: limits.halfOpenAfterMs,
    breaker: new SamplingBreaker({
      threshold: OPENS_ABOVE,
      duration: SAMPLE_MS,
      minimumRps: MINIMUM_CALLS_PER_SECOND,
    }),
  });
  breaker.onStateChange((now) =>
    log.warn({ peer: name, state: STATES[now].name }, 'Circuit breaker changed'),
  );
  const places = bulkhead(limits.inFlight, limits.waiting);
  const retries = retry(failures, {
    maxAttempts: RETRIES,
    backoff: new ExponentialBackoff({ initialDelay: FIRST_BACKOFF_MS, maxDelay: LONGEST_BACKOFF_MS }),
  });
  const state = meter.createObservableGauge('circuit_breaker_state');
  state.addCallback((result) => result.observe(STATES[breaker.state].value, { peer: name }));
  const retried = meter.createCounter('retries_total');
  retries.onRetry(() => retried.add(1, { peer: name }));
  const rejected = meter.createCounter('bulkhead_rejected_total');
  const inPlace = <T>(asked: PeerRequest, work: () => Promise<T>) => {
    const comesMs = performance.now();
    return places.execute(() => {
      const waitedMs = performance.now() - comesMs;
      if (waitedMs > (asked.timeoutMs ?? DEFAULT_TIMEOUT_MS)) throw new BulkheadRejectedError(0, 0);
      return work();
    });
  };

  return {
    state: () => ({
      peer: name,
      breaker: STATES[breaker.state].name,
      inFlight: limits.inFlight - places.executionSlots,
      waiting: limits.waiting - places.queueSlots,
    }),
    async request<Body>(asked: PeerRequest): Promise<PeerResponse<Body>> {
      const once = () => breaker.execute(() => inPlace(asked, () => peer.request<Body>(asked)));
      try {
        if (asked.method !== 'GET') return await once();
        return await retries.execute(({ attempt }) => asResend(attempt, once));
      } catch (error) {
        if (error instanceof BrokenCircuitError) throw new PeerUnavailableError(name, 'breaker_open', error);
        if (!(error instanceof BulkheadRejectedError)) throw error;
        rejected.add(1, { peer: name });
        throw new PeerUnavailableError(name, 'bulkhead_full', error);
      }
    },
  };
}

function isFailure(answer: unknown): boolean {
  const { status, headers } = answer as PeerResponse<unknown>; // only peers' answers go through the policies
  return status >= 500 && headers['retry-after'] === undefined;
}

import {
  BrokenCircuitError,
  CircuitState,
  circuitBreaker,
  ExponentialBackoff,
  handleWhenResult,
  retry,
  SamplingBreaker,
} from 'cockatiel';
import { asResend } from './http/resend-count.ts';
import type { Kit, Peer, PeerRequest, PeerResponse } from './kit.ts';
import { PeerUnavailableError } from './peer-unavailable-error.ts';

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
/** How long it stays open before one call is let through to see. */
const HALF_OPEN_AFTER_MS = 5000;

const STATE_VALUES = {
  [CircuitState.Closed]: 0,
  [CircuitState.HalfOpen]: 1,
  [CircuitState.Open]: 2,
  [CircuitState.Isolated]: 2,
} as const;

/**
 * Answers the same peer behind a circuit breaker, with retries for GET (exponential back-off with jitter, P-15, P-17).
 * No answer and 5xx count as failures; the last 5xx is still answered as a value.
 * The state stands in the metric `circuit_breaker_state{peer}`: 0 closed, 1 half open, 2 open.
 * Make one for each peer and keep it: the breaker's memory is in it.
 */
export function resilient(kit: Kit, name: string, peer: Peer): Peer {
  const failures = handleWhenResult(isServerError).orType(PeerUnavailableError);
  const breaker = circuitBreaker(failures, {
    halfOpenAfter: HALF_OPEN_AFTER_MS,
    breaker: new SamplingBreaker({
      threshold: OPENS_ABOVE,
      duration: SAMPLE_MS,
      minimumRps: MINIMUM_CALLS_PER_SECOND,
    }),
  });
  const retries = retry(failures, {
    maxAttempts: RETRIES,
    backoff: new ExponentialBackoff({ initialDelay: FIRST_BACKOFF_MS, maxDelay: LONGEST_BACKOFF_MS }),
  });
  const state = kit.meter.createObservableGauge('circuit_breaker_state');
  state.addCallback((result) => result.observe(STATE_VALUES[breaker.state], { peer: name }));
  const retried = kit.meter.createCounter('retries_total');
  retries.onRetry(() => retried.add(1, { peer: name }));
  breaker.onStateChange((now) =>
    kit.log.warn({ peer: name, state: CircuitState[now] }, 'Circuit breaker changed'),
  );

  return {
    async request<Body>(asked: PeerRequest): Promise<PeerResponse<Body>> {
      const once = () => breaker.execute(() => peer.request<Body>(asked));
      try {
        if (asked.method !== 'GET') return await once();
        return await retries.execute(({ attempt }) => asResend(attempt, once));
      } catch (error) {
        if (error instanceof BrokenCircuitError) throw new PeerUnavailableError(name, 'breaker_open', error);
        throw error;
      }
    },
  };
}

function isServerError(answer: unknown): boolean {
  return typeof answer === 'object' && answer !== null && 'status' in answer && Number(answer.status) >= 500;
}

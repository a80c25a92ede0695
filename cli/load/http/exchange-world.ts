import type { Clock } from '../../core/clock.ts';
import type { StopSignal } from '../../core/stop-signal.ts';
import type { WireAnswer } from './transport.ts';

/** Who waits for an answer. */
export interface Waiting {
  resolve(answer: WireAnswer): void;
  reject(reason: unknown): void;
}

/** What ends a request before its answer, and what measures it. */
export interface ExchangeWorld {
  readonly signal: StopSignal;
  readonly clock: Clock;
}

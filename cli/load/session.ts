import { keyedRandom } from '../../target-shop/contract/keyed-random.ts';
import type { Clock } from '../core/clock.ts';
import type { StopSignal } from '../core/stop-signal.ts';
import { CookieJar } from './http/cookie-jar.ts';
import type { IterationKey } from './mix.ts';

/** When and how a user acts. */
export interface SessionPlan {
  readonly key: IterationKey;
  /** Epoch milliseconds at which the plan wants the first request. */
  readonly dueAtMs: number;
  readonly thinkTimeFactor: number;
  /** Aborts when the user is to end at once. */
  readonly signal: StopSignal;
}

/** What a user keeps from journey to journey, for the length of an iteration. */
export class Session {
  readonly plan: SessionPlan;
  readonly cookies = new CookieJar();
  readonly seen = new Map<string, unknown>();
  /** Epoch milliseconds at which the plan wants the next request: after the step before and the thinking since. */
  intendedAtMs: number;
  #thoughts = 0;

  constructor(plan: SessionPlan) {
    this.plan = plan;
    this.intendedAtMs = plan.dueAtMs;
  }

  /** Answers 0 ≤ number < 1, the same for the same iteration and name. */
  random(name: string): number {
    const { seed, load, iteration } = this.plan.key;
    return keyedRandom(seed, load, iteration, 'user', name);
  }

  /** Waits between two steps. @throws the signal's reason when it aborts first */
  async think(clock: Clock, minMs: number, maxMs: number): Promise<void> {
    const drawn = this.random(`thought ${this.#thoughts}`);
    this.#thoughts += 1;
    this.intendedAtMs += (minMs + drawn * (maxMs - minMs)) * this.plan.thinkTimeFactor;
    await clock.sleepUntil(this.intendedAtMs, this.plan.signal);
  }
}

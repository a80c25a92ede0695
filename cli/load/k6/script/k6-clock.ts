import { sleep } from 'k6';
import type { Clock } from '../../../core/clock.ts';

/**
 * The clock of one of k6's virtual users. It counts whole milliseconds; an instant that is known to be past is a
 * better bound than the millisecond it lies in.
 */
export class K6Clock implements Clock {
  readonly #beforeWaiting: () => void;
  #pastMs = 0;

  /** @param beforeWaiting called before the user stands still */
  constructor(beforeWaiting: () => void) {
    this.#beforeWaiting = beforeWaiting;
  }

  now(): number {
    return Math.max(Date.now(), this.#pastMs);
  }

  /** Says that an instant is past. */
  reach(epochMs: number): void {
    this.#pastMs = Math.max(this.#pastMs, epochMs);
  }

  async sleepUntil(epochMs: number): Promise<void> {
    const waitMs = epochMs - this.now();
    if (waitMs <= 0) return;
    this.#beforeWaiting();
    sleep(waitMs / 1000);
    this.reach(epochMs);
  }
}

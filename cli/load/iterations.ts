import type { Clock } from '../core/clock.ts';
import type { StopSignal } from '../core/stop-signal.ts';
import { Interruption } from './interruption.ts';
import { IterationTally } from './iteration-tally.ts';

/** One playing of the mix by one user. */
export interface Iteration {
  /** From 0, in the order they are due. */
  readonly index: number;
  /** Who plays it: a virtual user of a closed load, somebody new for every arrival of an open one. */
  readonly user: number;
  /** Epoch milliseconds at which the plan wants it to start. */
  readonly dueAtMs: number;
  /** Whether it is played without being counted among the results. */
  readonly isWarmUp: boolean;
  /** Aborts when the iteration is to end at once. */
  readonly signal: StopSignal;
}

/** The iterations of a load: plays them, interrupts them, and counts how they ended, those of a warm-up apart. */
export class Iterations {
  readonly #play: (iteration: Iteration) => Promise<'played' | 'empty'>;
  #measuredFromMs: number;
  readonly #inFlight = new Set<Interruption>();
  readonly measured = new IterationTally();
  readonly warmUp = new IterationTally();

  /**
   * @param play rejects only because the iteration's signal aborted, and then soon
   * @param measuredFromMs epoch milliseconds; what is due before is warm-up
   */
  constructor(play: (iteration: Iteration) => Promise<'played' | 'empty'>, measuredFromMs: number) {
    this.#play = play;
    this.#measuredFromMs = measuredFromMs;
  }

  get inFlight(): number {
    return this.#inFlight.size;
  }

  /** Moves the end of the warm-up, before it has come. */
  measureFrom(epochMs: number): void {
    this.#measuredFromMs = epochMs;
  }

  /** Answers where an iteration is counted that is due at an epoch millisecond. */
  tallyAt(dueAtMs: number): IterationTally {
    return dueAtMs < this.#measuredFromMs ? this.warmUp : this.measured;
  }

  /** Plays one; resolves when it has ended, however it did. */
  async play(iteration: Omit<Iteration, 'signal' | 'isWarmUp'>): Promise<void> {
    const signal = new Interruption();
    const tally = this.tallyAt(iteration.dueAtMs);
    const isWarmUp = tally === this.warmUp;
    this.#inFlight.add(signal);
    tally.start();
    try {
      const { index, user, dueAtMs } = iteration;
      tally.complete(await this.#play({ index, user, dueAtMs, isWarmUp, signal }));
    } catch {
      tally.interrupt();
    } finally {
      this.#inFlight.delete(signal);
    }
  }

  /** Ends all that are in flight at once. */
  interrupt(): void {
    for (const signal of this.#inFlight) signal.abort();
  }
}

/** Waits for a load to end by itself, at the longest for a grace. */
export async function waitAtMost(graceMs: number, finished: Promise<void>, clock: Clock): Promise<void> {
  const drained = new AbortController();
  const graceOver = clock.sleepUntil(clock.now() + graceMs, drained.signal).catch(() => undefined);
  await Promise.race([finished, graceOver]);
  drained.abort();
}

import type { Clock } from '../core/clock.ts';

/** One playing of the mix by one user. */
export interface Iteration {
  /** From 0, in the order they are due. */
  readonly index: number;
  /** Who plays it: a virtual user of a closed load, somebody new for every arrival of an open one. */
  readonly user: number;
  /** Epoch milliseconds at which the plan wants it to start. */
  readonly dueAtMs: number;
  /** Aborts when the iteration is to end at once. */
  readonly signal: AbortSignal;
}

/** How many iterations there were so far; `started = completed + interrupted` once none is in flight. */
export interface IterationCounts {
  readonly started: number;
  readonly completed: number;
  readonly interrupted: number;
  /** Completed ones that drew no journey. */
  readonly empty: number;
}

/** The iterations of a load: plays them, interrupts them, and counts how they ended. */
export class Iterations {
  readonly #play: (iteration: Iteration) => Promise<'played' | 'empty'>;
  readonly #inFlight = new Set<AbortController>();
  readonly #counts = { started: 0, completed: 0, interrupted: 0, empty: 0 };

  /** @param play rejects only because the iteration's signal aborted, and then soon */
  constructor(play: (iteration: Iteration) => Promise<'played' | 'empty'>) {
    this.#play = play;
  }

  get inFlight(): number {
    return this.#inFlight.size;
  }

  get counts(): IterationCounts {
    return { ...this.#counts };
  }

  /** Plays one; resolves when it has ended, however it did. */
  async play(iteration: Omit<Iteration, 'signal'>): Promise<void> {
    const controller = new AbortController();
    this.#inFlight.add(controller);
    this.#counts.started += 1;
    try {
      const result = await this.#play({ ...iteration, signal: controller.signal });
      this.#counts.completed += 1;
      if (result === 'empty') this.#counts.empty += 1;
    } catch {
      this.#counts.interrupted += 1;
    } finally {
      this.#inFlight.delete(controller);
    }
  }

  /** Ends all that are in flight at once. */
  interrupt(): void {
    for (const controller of this.#inFlight) controller.abort();
  }
}

/** Waits for a load to end by itself, at the longest for a grace. */
export async function waitAtMost(graceMs: number, finished: Promise<void>, clock: Clock): Promise<void> {
  const drained = new AbortController();
  const graceOver = clock.sleepUntil(clock.now() + graceMs, drained.signal).catch(() => undefined);
  await Promise.race([finished, graceOver]);
  drained.abort();
}

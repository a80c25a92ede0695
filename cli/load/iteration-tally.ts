import type { IterationCounts } from './summary.ts';

/** Counts iterations; `planned = started + dropped` always, `started = completed + interrupted` once all ended. */
export class IterationTally {
  #started = 0;
  #dropped = 0;
  #completed = 0;
  #interrupted = 0;
  #empty = 0;
  #waited = 0;

  get counts(): IterationCounts {
    return {
      planned: this.#started + this.#dropped,
      started: this.#started,
      dropped: this.#dropped,
      completed: this.#completed,
      interrupted: this.#interrupted,
      empty: this.#empty,
    };
  }

  /** How many could not start when they were due, because too many were in flight. */
  get waited(): number {
    return this.#waited;
  }

  start(): void {
    this.#started += 1;
  }

  wait(): void {
    this.#waited += 1;
  }

  drop(): void {
    this.#dropped += 1;
  }

  complete(result: 'played' | 'empty'): void {
    this.#completed += 1;
    if (result === 'empty') this.#empty += 1;
  }

  interrupt(): void {
    this.#interrupted += 1;
  }
}

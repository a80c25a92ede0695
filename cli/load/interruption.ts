import type { StopSignal } from '../core/stop-signal.ts';

/**
 * The end of an iteration before its time, and its source in one. Iterations begin thousands of times a second, and
 * each of their requests listens: an `AbortController` would take a twentieth of what a request costs.
 */
export class Interruption implements StopSignal {
  readonly #listeners: (() => void)[] = [];
  #reason: Error | undefined;

  get aborted(): boolean {
    return this.#reason !== undefined;
  }

  get reason(): Error | undefined {
    return this.#reason;
  }

  /** Tells all who listen, once. */
  abort(): void {
    if (this.#reason !== undefined) return;
    this.#reason = new Error('the iteration was interrupted');
    for (const listener of this.#listeners.splice(0)) listener();
  }

  addEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners.push(listener);
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    const place = this.#listeners.lastIndexOf(listener);
    if (place >= 0) this.#listeners.splice(place, 1);
  }
}

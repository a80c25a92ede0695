import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../../core/clock.ts';
import type { StopSignal } from '../../core/stop-signal.ts';
import type { Pacer } from '../pacer.ts';

interface Sleeper {
  readonly atMs: number;
  wake(): void;
}

/** A clock for tests in which many sleep at once: time jumps from one awakening to the next. */
export class VirtualClock implements Clock, Pacer {
  #nowMs: number;
  #sleepers: readonly Sleeper[] = [];

  constructor(startMs: number) {
    this.#nowMs = startMs;
  }

  now(): number {
    return this.#nowMs;
  }

  sleepUntil(epochMs: number, signal?: StopSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const interrupt = () => {
        this.#sleepers = this.#sleepers.filter((each) => each !== sleeper);
        reject(signal?.reason);
      };
      const sleeper = {
        atMs: Math.max(epochMs, this.#nowMs),
        wake: () => {
          signal?.removeEventListener('abort', interrupt);
          resolve();
        },
      };
      signal?.addEventListener('abort', interrupt);
      this.#sleepers = [...this.#sleepers, sleeper];
    });
  }

  async waitUntil(epochMs: number, _ratePerSecond: number, signal: AbortSignal): Promise<void> {
    await this.sleepUntil(epochMs, signal).catch(() => undefined);
  }

  nextTurn(): Promise<void> {
    return this.sleepUntil(this.#nowMs);
  }

  /** Lets time pass until a promise settles. @throws Error when nobody is left to wake, and what the promise rejects with */
  async until<Value>(promise: Promise<Value>): Promise<Value> {
    let isSettled = false;
    const settle = () => {
      isSettled = true;
    };
    promise.then(settle, settle);
    // One turn lets everybody who was woken act before time moves on.
    await nextTurn();
    while (!isSettled) {
      this.#wakeNext();
      await nextTurn();
    }
    return promise;
  }

  #wakeNext(): void {
    const [first, ...others] = this.#sleepers;
    if (first === undefined) throw new Error('everybody waits, and nobody sleeps');
    const next = others.reduce((earliest, each) => (each.atMs < earliest.atMs ? each : earliest), first);
    this.#sleepers = this.#sleepers.filter((each) => each !== next);
    this.#nowMs = next.atMs;
    next.wake();
  }
}

import { setTimeout as delay } from 'node:timers/promises';

/** The one source of time: handed in, so that tests can turn it by hand. */
export interface Clock {
  /** Milliseconds since the Unix epoch, with fractions; never goes back within a process. */
  now(): number;
  /**
   * Waits until `now()` reaches the given instant; at once when it is past.
   * @throws the signal's reason when it aborts first
   */
  sleepUntil(epochMs: number, signal?: AbortSignal): Promise<void>;
}

/** The machine's clock. Read through `performance`, so a step of the wall clock cannot turn it back. */
export const systemClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  async sleepUntil(epochMs, signal) {
    signal?.throwIfAborted();
    // Timers count whole milliseconds and may fire early by a part of one: look again.
    for (let waitMs = epochMs - systemClock.now(); waitMs > 0; waitMs = epochMs - systemClock.now()) {
      await delay(Math.ceil(waitMs), undefined, signal === undefined ? {} : { signal }).catch((error) => {
        throw signal?.aborted ? signal.reason : error;
      });
    }
  },
};

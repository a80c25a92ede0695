import type { StopSignal } from './stop-signal.ts';

/** The one source of time: handed in, so that tests can turn it by hand. */
export interface Clock {
  /** Milliseconds since the Unix epoch, with fractions; never goes back within a process. */
  now(): number;
  /**
   * Waits until `now()` reaches the given instant; at once when it is past.
   * @throws the signal's reason when it aborts first
   */
  sleepUntil(epochMs: number, signal?: StopSignal): Promise<void>;
}

/** The machine's clock. Read through `performance`, so a step of the wall clock cannot turn it back. */
export const systemClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  // By hand: of a thousand users most sleep, and Node's promise of a timer takes twice the memory or more.
  sleepUntil: (epochMs, signal) =>
    new Promise((resolve, reject) => {
      let timer: NodeJS.Timeout | undefined;
      const end = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', end);
        if (signal?.aborted) reject(signal.reason);
        else resolve();
      };
      const look = () => {
        const waitMs = epochMs - systemClock.now();
        if (waitMs <= 0 || signal?.aborted) end();
        // Timers count whole milliseconds and may fire early by a part of one: look again.
        else timer = setTimeout(look, Math.ceil(waitMs));
      };
      signal?.addEventListener('abort', end);
      look();
    }),
};

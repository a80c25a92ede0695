import { type Clock, systemClock } from '../core/clock.ts';

/** Waits for arrivals. */
export interface Pacer {
  /**
   * Resolves once the clock has reached an instant, or as soon as the signal aborts; never rejects.
   * Lets other work run before it resolves, even when the instant is past.
   * @param ratePerSecond how fast arrivals follow each other, which decides how precisely it is worth waiting
   */
  waitUntil(epochMs: number, ratePerSecond: number, signal: AbortSignal): Promise<void>;
  /** Resolves when all other work that is to be done now has had its turn. */
  nextTurn(): Promise<void>;
}

/** Above this rate arrivals start in batches, about one a millisecond. */
export const PRECISE_UP_TO_RATE_PER_SECOND = 200;

/** Timers fire on the millisecond and up to one late: this long before an instant they are left for watching. */
const WATCH_MS = 2;

/**
 * The machine's pacer. A timer alone is 0.2 to 1 ms late; so it sleeps until shortly before the instant and then
 * watches the clock, once per turn of the event loop, which costs about 1.5 ms of CPU an arrival. Above
 * {@link PRECISE_UP_TO_RATE_PER_SECOND} the watching would fill the thread: there the timer has to do.
 */
export function hybridPacer(clock: Clock = systemClock): Pacer {
  let turn: Promise<void> | undefined;
  return {
    // One turn for all who wait for it: thousands of users do so each second.
    nextTurn() {
      turn ??= new Promise((resolve) => {
        setImmediate(() => {
          turn = undefined;
          resolve();
        });
      });
      return turn;
    },
    waitUntil: (epochMs, ratePerSecond, signal) =>
      new Promise((resolve) => {
        const watchMs = ratePerSecond > PRECISE_UP_TO_RATE_PER_SECOND ? 0 : WATCH_MS;
        let timer: NodeJS.Timeout | undefined;
        const end = () => {
          clearTimeout(timer);
          signal.removeEventListener('abort', end);
          resolve();
        };
        const look = () => {
          const leftMs = epochMs - clock.now();
          if (leftMs <= 0 || signal.aborted) end();
          else if (leftMs <= watchMs) setImmediate(look);
          else timer = setTimeout(look, Math.max(1, Math.floor(leftMs - watchMs + 1)));
        };
        signal.addEventListener('abort', end);
        setImmediate(look);
      }),
  };
}

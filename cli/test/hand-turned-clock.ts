import type { Clock } from '../core/clock.ts';

/** A clock for tests: time passes only when it is told to, or when somebody sleeps. */
export interface HandTurnedClock extends Clock {
  /** Moves time on. */
  advance(durationMs: number): void;
}

/** Answers a clock whose sleepers wake at once, at the instant they asked for. */
export function createHandTurnedClock(startMs = 0): HandTurnedClock {
  let nowMs = startMs;
  return {
    now: () => nowMs,
    advance: (durationMs) => {
      nowMs += durationMs;
    },
    async sleepUntil(epochMs, signal) {
      if (signal?.aborted) throw signal.reason;
      nowMs = Math.max(nowMs, epochMs);
    },
  };
}

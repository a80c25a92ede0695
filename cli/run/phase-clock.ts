import type { Clock } from '../core/clock.ts';
import type { Phase, RunTimeline } from '../plan/run-timeline.ts';

/** Keeps when each phase of a run began; a phase ends where the next one begins. */
export interface PhaseClock {
  enter(name: Phase['name'], fromMs: number): void;
  /** Answers the phases so far; the last one ends now. */
  timeline(startedAtMs: number): Omit<RunTimeline, 'faultSteps'>;
}

/** Starts without a phase. */
export function startPhaseClock(clock: Clock): PhaseClock {
  const starts: { readonly name: Phase['name']; readonly fromMs: number }[] = [];
  return {
    enter: (name, fromMs) => void starts.push({ name, fromMs }),
    timeline(startedAtMs) {
      const endedAtMs = clock.now();
      const phases = starts.map((start, i) => ({ ...start, toMs: starts[i + 1]?.fromMs ?? endedAtMs }));
      return { startedAtMs, endedAtMs, phases };
    },
  };
}

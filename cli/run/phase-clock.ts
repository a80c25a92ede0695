import type { Clock } from '../core/clock.ts';
import type { Phase, RunTimeline, TimeWindow } from '../plan/run-timeline.ts';

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

/** Answers phases with the pauses in them as phases of their own. @param pauses ascending */
export function withPauses(phases: readonly Phase[], pauses: readonly TimeWindow[] = []): readonly Phase[] {
  return phases.flatMap(({ name, fromMs, toMs }) => {
    const inside = pauses
      .map((pause) => ({ fromMs: Math.max(fromMs, pause.fromMs), toMs: Math.min(toMs, pause.toMs) }))
      .filter((pause) => pause.fromMs < pause.toMs);
    const parts = inside.flatMap((pause, place): readonly Phase[] => [
      { name, fromMs: inside[place - 1]?.toMs ?? fromMs, toMs: pause.fromMs },
      { name: 'paused', ...pause },
    ]);
    const whole: readonly Phase[] = [...parts, { name, fromMs: inside.at(-1)?.toMs ?? fromMs, toMs }];
    return whole.filter((phase) => phase.fromMs < phase.toMs);
  });
}

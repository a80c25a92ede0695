import type { UserStage } from '../plan/run-plan.ts';

/** The virtual users of a load as a function of time: nothing here knows a clock. Times are ms after its start. */
export interface UserCourse {
  readonly durationMs: number;
  /** The most users at once. */
  readonly mostUsers: number;
  /** When there are how many from then on; ascending, the first at 0. */
  readonly changes: readonly UserChange[];
}

export interface UserChange {
  readonly atMs: number;
  readonly users: number;
}

/**
 * Answers when virtual users come and go: at every instant there are as many as the straight lines say, to the
 * nearest whole user.
 * @param stages not empty; users ≥ 0, durations ≥ 0
 * @example userCourseOf([{ durationMs: 1000, fromUsers: 0, toUsers: 1 }]).changes // 0 users at 0, 1 at 500 ms
 */
export function userCourseOf(stages: readonly UserStage[]): UserCourse {
  let startMs = 0;
  const changes = stages.flatMap((stage) => {
    const inside = changesIn(stage, startMs);
    startMs += stage.durationMs;
    return inside;
  });
  return { durationMs: startMs, mostUsers: Math.max(0, ...changes.map(({ users }) => users)), changes };
}

/** Answers where the straight lines are at an instant, not rounded; 0 from the end on. @param atMs ≥ 0 */
export function usersAt(stages: readonly UserStage[], atMs: number): number {
  let startMs = 0;
  for (const { durationMs, fromUsers, toUsers } of stages) {
    const sinceMs = atMs - startMs;
    if (sinceMs < durationMs) return fromUsers + ((toUsers - fromUsers) * sinceMs) / durationMs;
    startMs += durationMs;
  }
  return 0;
}

function changesIn({ durationMs, fromUsers, toUsers }: UserStage, startMs: number): readonly UserChange[] {
  const first = Math.round(fromUsers);
  const steps = Math.abs(Math.round(toUsers) - first);
  const direction = Math.sign(toUsers - fromUsers);
  return Array.from({ length: steps + 1 }, (_, step) => {
    if (step === 0) return { atMs: startMs, users: first };
    const users = first + direction * step;
    // The line is half a user away when the nearest whole user changes.
    const progress = (users - direction * 0.5 - fromUsers) / (toUsers - fromUsers);
    return { atMs: startMs + progress * durationMs, users };
  });
}

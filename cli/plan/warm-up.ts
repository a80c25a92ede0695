import type { LoadCourse } from './load-course.ts';
import type { LoadPlan } from './run-plan.ts';

/**
 * Answers a course with a warm-up before it: a stage more, at the first rate or number of users above nothing.
 * @param warmUpMs 0 for none
 */
export function warmedUp(course: LoadCourse, warmUpMs: number): LoadCourse & Pick<LoadPlan, 'warmUpMs'> {
  if (warmUpMs === 0) return course;
  const { stages, userStages } = course;
  if (userStages === undefined) {
    const rate = firstAbove0(stages.flatMap((one) => [one.fromRatePerSecond, one.toRatePerSecond]));
    const first = { durationMs: warmUpMs, fromRatePerSecond: rate, toRatePerSecond: rate };
    return { ...course, stages: [first, ...stages], warmUpMs };
  }
  const users = firstAbove0(userStages.flatMap((one) => [one.fromUsers, one.toUsers]));
  const first = { durationMs: warmUpMs, fromUsers: users, toUsers: users };
  return { ...course, userStages: [first, ...userStages], warmUpMs };
}

function firstAbove0(values: readonly number[]): number {
  return values.find((value) => value > 0) ?? 0;
}

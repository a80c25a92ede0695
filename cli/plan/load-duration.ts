import type { LoadPlan } from './run-plan.ts';

/** Answers for how long a load starts iterations, in real milliseconds. */
export function loadDurationMs({ stages, userStages = [] }: Pick<LoadPlan, 'stages' | 'userStages'>): number {
  return [...stages, ...userStages].reduce((sum, { durationMs }) => sum + durationMs, 0);
}

import type { RunPlan } from '../../plan/run-plan.ts';

/** Answers whether a run of a plan can be gone on with: a search cannot, nor what k6 plays, nor an experiment. */
export function isResumable({ search, engine, experiment }: RunPlan): boolean {
  return search === undefined && engine === undefined && experiment === undefined;
}

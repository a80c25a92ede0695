import type { Change } from './arrivals.ts';

/** How far one thread has come with its part of a load's plan: enough to go on from there. */
export interface PlanProgress {
  /** Milliseconds of the plan over which iterations started. */
  readonly elapsedMs: number;
  /**
   * What comes next. Of an open load: how many arrivals of the thread's stripe have started or were dropped; those
   * that wait for a place are still to come. Of a closed one: the number of the next iteration of all threads.
   */
  readonly next: number;
  /** How the rest of the plan was changed while it played, in order. */
  readonly changes: readonly Change[];
}

/** The plan from its start on. */
export const FROM_THE_START: PlanProgress = { elapsedMs: 0, next: 0, changes: [] };

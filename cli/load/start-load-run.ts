import { ClosedRun } from './closed-run.ts';
import type { LoadRun, LoadRunOptions } from './load-run.ts';
import { OpenRun } from './open-run.ts';

/** Begins to play a load in the model its plan says. */
export function startLoadRun(options: LoadRunOptions): LoadRun {
  const { userStages } = options.load;
  return userStages === undefined ? new OpenRun(options) : new ClosedRun(options, userStages);
}

import type { LoadLook } from '../../load/load-look.ts';
import { loadDurationMs } from '../../plan/load-duration.ts';
import type { LoadPlan, RunPlan } from '../../plan/run-plan.ts';
import type { CourseView } from './view-state.ts';

/** A generator that has not answered for this long is said to be silent. */
const SILENT_AFTER_MS = 1500;

/** Answers where a plan stands. @param look the newest there is @param nowMs epoch milliseconds */
export function courseOfLook(
  { name, search }: Pick<RunPlan, 'name' | 'search'>,
  load: LoadPlan,
  look: LoadLook | undefined,
  nowMs: number,
): CourseView {
  const { stages, userStages = stages } = load;
  const lengthsMs = userStages.map(({ durationMs }) => durationMs);
  const planned = { name, durationMs: loadDurationMs(load), stages: lengthsMs.length };
  if (look === undefined) return { ...planned, state: 'starting', elapsedMs: 0, stage: 1 };
  const { elapsedMs, durationMs, state } = look.state;
  const silentMs = nowMs - look.atMs;
  return {
    ...planned,
    durationMs,
    elapsedMs,
    state: state === 'playing' ? playing(elapsedMs, load, search !== undefined) : RESTING[state],
    stage: stageAt(lengthsMs, elapsedMs),
    ...(silentMs > SILENT_AFTER_MS ? { silentMs } : {}),
  };
}

const RESTING = { paused: 'paused', over: 'finishing' } as const;

function playing(elapsedMs: number, { warmUpMs = 0 }: LoadPlan, isSearching: boolean): CourseView['state'] {
  if (elapsedMs < warmUpMs) return 'warming up';
  return isSearching ? 'searching' : 'playing';
}

/** From 1. */
function stageAt(lengthsMs: readonly number[], elapsedMs: number): number {
  let endMs = 0;
  const place = lengthsMs.findIndex((lengthMs) => {
    endMs += lengthMs;
    return elapsedMs < endMs;
  });
  return place < 0 ? lengthsMs.length : place + 1;
}

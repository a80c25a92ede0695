import { UsageError } from '../core/errors.ts';
import type { LoadEngine } from '../load/engine.ts';
import { loadDurationMs } from '../plan/load-duration.ts';
import type { RunPlan } from '../plan/run-plan.ts';
import type { RunTimeline } from '../plan/run-timeline.ts';
import type { Capacity } from './capacity/capacity.ts';
import { playSearch } from './capacity/play-search.ts';
import { openControl } from './control/open-control.ts';
import type { RunControl } from './control/run-control.ts';
import { withPauses } from './phase-clock.ts';
import { type LoadPlay, playLoads } from './play-loads.ts';
import type { RunWorld } from './play-run.ts';
import type { RunFolder } from './run-folder.ts';
import type { RunProgress } from './run-progress.ts';

export interface FreePlay {
  readonly engine: LoadEngine;
  readonly folder: RunFolder;
  readonly control: RunControl | undefined;
  /** Ends the loads in peace. */
  readonly noMore: AbortSignal | undefined;
}

/** Plays the loads of a plan without an experiment: they may be changed on the way, by hand or by a search. */
export async function playFreeLoads(
  plan: RunPlan,
  world: RunWorld,
  { engine, folder, control, noMore }: FreePlay,
): Promise<{ readonly timeline: RunTimeline; readonly capacity?: Capacity }> {
  const longestMs = Math.max(...plan.loads.map(loadDurationMs));
  world.progress.phase(
    plan.search === undefined ? `playing ${plan.name}` : 'searching the capacity',
    longestMs,
  );
  const closeControl = await openControl(control, { ...world, ...folder });
  const endWatch = watchUsers(plan, world.progress, engine);
  try {
    const play = { ...world, engine, loads: plan.loads, ...(noMore === undefined ? {} : { noMore }) };
    const { timeline, ...found } = await playOrSearch(plan, play);
    control?.endPause();
    return { ...found, timeline: { ...timeline, phases: withPauses(timeline.phases, control?.pauses) } };
  } finally {
    endWatch();
    await closeControl();
  }
}

/** Lets the load of users be looked at. @returns ends it */
function watchUsers({ loads }: RunPlan, progress: RunProgress, engine: LoadEngine): () => void {
  const users = loads.find(({ probe }) => !probe);
  const end = users && progress.watch?.(() => engine.look(users.name));
  return end ?? (() => undefined);
}

async function playOrSearch(
  { search }: RunPlan,
  play: LoadPlay & Pick<RunWorld, 'progress'>,
): Promise<{ readonly timeline: RunTimeline; readonly capacity?: Capacity }> {
  if (search === undefined) return { timeline: await playLoads(play) };
  const { control } = play.engine;
  if (control !== undefined) return playSearch({ ...play, search, control });
  throw new UsageError('this engine cannot change its rate, and so cannot search for a capacity', {
    hint: 'Play it by one thread, --workers 1, or with a fixed --rate.',
  });
}

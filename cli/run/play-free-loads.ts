import { UsageError } from '../core/errors.ts';
import type { LoadEngine } from '../load/engine.ts';
import { progressOf } from '../load/joined-parts.ts';
import { loadDurationMs } from '../plan/load-duration.ts';
import type { RunPlan } from '../plan/run-plan.ts';
import type { RunTimeline } from '../plan/run-timeline.ts';
import type { Capacity } from './capacity/capacity.ts';
import { playSearch } from './capacity/play-search.ts';
import { continuedEvents, continuedTimeline } from './checkpoint/earlier-run.ts';
import { keepCheckpoints } from './checkpoint/keep-checkpoints.ts';
import { openControl } from './control/open-control.ts';
import type { RunControl } from './control/run-control.ts';
import { withPauses } from './phase-clock.ts';
import { type LoadPlay, playLoads } from './play-loads.ts';
import type { RunWorld } from './play-run.ts';
import type { RunFolder } from './run-folder.ts';
import type { RunProgress } from './run-progress.ts';
import type { AboutRun, LoadEvent } from './run-record.ts';

export interface FreePlay {
  readonly engine: LoadEngine;
  readonly folder: RunFolder;
  readonly control: RunControl | undefined;
  /** Ends the loads in peace. */
  readonly noMore: AbortSignal | undefined;
  readonly about: Omit<AboutRun, 'timeline'>;
}

export interface FreelyPlayed {
  readonly timeline: RunTimeline;
  /** What was changed by hand. */
  readonly events: readonly LoadEvent[];
  readonly capacity?: Capacity;
}

/** Plays the loads of a plan without an experiment: they may be changed on the way, by hand or by a search. */
export async function playFreeLoads(
  plan: RunPlan,
  world: RunWorld,
  { noMore, ...run }: FreePlay,
): Promise<FreelyPlayed> {
  const { engine, folder, control } = run;
  const { earlier } = world;
  const playedOf = (load: string) => progressOf(load, earlier?.parts ?? []);
  const leftMs = plan.loads.map((load) => loadDurationMs(load) - (playedOf(load.name)[0]?.elapsedMs ?? 0));
  world.progress.phase(
    plan.search === undefined ? `playing ${plan.name}` : 'searching the capacity',
    Math.max(0, ...leftMs),
  );
  const checkpoints = await keepCheckpoints({ ...world, ...run });
  const closeControl = await openControl(control, { ...world, ...folder });
  const endWatch = watchUsers(plan, world.progress, engine);
  try {
    const play = { ...world, engine, loads: plan.loads, ...(noMore === undefined ? {} : { noMore }) };
    const onStarted = (startedAtMs: number) => checkpoints.started(startedAtMs);
    const { timeline, ...found } = await playOrSearch(plan, { ...play, progressOf: playedOf, onStarted });
    control?.endPause();
    const phases = withPauses(timeline.phases, control?.pauses);
    return {
      ...found,
      timeline: continuedTimeline(earlier, { ...timeline, phases }),
      events: continuedEvents(earlier, control?.events ?? [], timeline.startedAtMs),
    };
  } finally {
    endWatch();
    await checkpoints.close();
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
    hint: 'Play it by the embedded engine, or with a fixed --rate.',
  });
}

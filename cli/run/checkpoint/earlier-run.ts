import { formatDuration } from '../../core/duration.ts';
import { EnvironmentError } from '../../core/errors.ts';
import type { LoadEngine } from '../../load/engine.ts';
import { summariseParts } from '../../load/joined-parts.ts';
import type { PlayedPart } from '../../load/played-part.ts';
import type { LoadWindow, Summary } from '../../load/summary.ts';
import type { RunPlan } from '../../plan/run-plan.ts';
import type { RunTimeline } from '../../plan/run-timeline.ts';
import type { AboutRun, LoadEvent } from '../run-record.ts';

/** A run that another one goes on with. */
export interface EarlierRun {
  readonly id: string;
  /** The shop it was played on; absent for a target given by URL. */
  readonly shop?: AboutRun['shop'];
  readonly timeline: RunTimeline;
  readonly events: readonly LoadEvent[];
  readonly windows: readonly LoadWindow[];
  /** What was under way when it was cut off is interrupted in them. */
  readonly parts: readonly PlayedPart[];
}

/** @throws EnvironmentError when the shop there is now is not like the one that an earlier run was played on */
export function refuseOtherShop({ id, shop: before }: EarlierRun, now: AboutRun['shop']): void {
  if (before?.size === now?.size && before?.flavour === now?.flavour) return;
  throw new EnvironmentError(
    `run ${id} was played on another shop: ${shopText(before)}, not ${shopText(now)}`,
    {
      hint: 'Deploy one like it, with --size and --flavour.',
    },
  );
}

function shopText(shop: AboutRun['shop']): string {
  return shop === undefined ? 'none of ours' : `size ${shop.size}, flavour ${shop.flavour ?? 'none'}`;
}

/** Answers the timeline of both runs, with the time between them as a phase. */
export function continuedTimeline(earlier: EarlierRun | undefined, timeline: RunTimeline): RunTimeline {
  if (earlier === undefined) return timeline;
  const { startedAtMs, endedAtMs, phases } = earlier.timeline;
  const cut = { name: 'cut', fromMs: endedAtMs, toMs: timeline.startedAtMs } as const;
  return { ...timeline, startedAtMs, phases: [...phases, cut, ...timeline.phases] };
}

/** Answers what was changed in both runs, and between them. @param startedAtMs of the later one */
export function continuedEvents(
  earlier: EarlierRun | undefined,
  events: readonly LoadEvent[],
  startedAtMs: number,
): readonly LoadEvent[] {
  if (earlier === undefined) return events;
  const { endedAtMs } = earlier.timeline;
  const lengthMs = startedAtMs - endedAtMs;
  const text = `run ${earlier.id} ended here, and was resumed ${formatDuration(lengthMs)} later`;
  return [...earlier.events, { atMs: endedAtMs, kind: 'resumed', lengthMs, text }, ...events];
}

/** Answers everything that both runs have played. @param engine of the later one, which has ended */
export async function summariseBoth(
  engine: LoadEngine,
  plan: RunPlan,
  earlier: EarlierRun | undefined,
): Promise<Summary> {
  const summary = await engine.summary();
  const part = earlier && (await engine.part?.());
  if (earlier === undefined || part === undefined) return summary;
  const windows = [...earlier.windows, ...summary.windows];
  return summariseParts([...earlier.parts, part], { ...plan, windows });
}

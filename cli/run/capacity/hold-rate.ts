import type { Clock } from '../../core/clock.ts';
import { formatDuration } from '../../core/duration.ts';
import { formatPercent } from '../../core/percent.ts';
import { between, isHeld, isLost, type SloCount, samplesToTell } from '../../load/capacity/slo-outcome.ts';
import type { LoadControl, LoadMeter } from '../../load/load-control.ts';
import { HIGHEST_LOOP_UTILISATION } from '../../load/measure/generator-health.ts';
import type { CapacitySearch } from '../../plan/run-plan.ts';
import { isShare } from '../../plan/threshold.ts';
import type { CapacityStep } from './capacity.ts';

export interface Holding {
  readonly control: LoadControl;
  readonly load: string;
  readonly search: CapacitySearch;
  readonly clock: Clock;
  /** Ends it; what is under way throws its reason. */
  readonly signal: AbortSignal;
}

/** A rate that was held, and why its outcome is what it is. */
export interface Held extends Omit<CapacityStep, 'kind'> {
  readonly reason: string;
}

/** How often is looked whether a rate is lost already. */
const LOOK_EVERY_MS = 500;
/** A rate that brings too few samples is held for so many windows, and then given up. */
const MOST_WINDOWS = 3;
const NOTHING: SloCount = { samples: 0, misses: 0 };
const LONGEST_SETTLING_MS = 5000;
/** Starts that are late by more than this share of the tightest bound spoil what is measured. */
const HIGHEST_LAG_SHARE = 0.1;
/** As many iterations make a rest worth looking at. */
const REST_ITERATIONS = 5;
/** A target that is not well again after so many looks will not be at this rate. */
const MOST_LOOKS = 6;

/** Brings the load to a rate, lets it settle, and holds it for the longest window of the SLOs, or until it is lost. */
export async function holdRate(holding: Holding, ratePerSecond: number): Promise<Held> {
  const { control, load, search, clock, signal } = holding;
  const windowMs = windowOf(search);
  await control.scale(load, { toRatePerSecond: ratePerSecond });
  await clock.sleepUntil(clock.now() + Math.min(LONGEST_SETTLING_MS, Math.max(1000, windowMs / 4)), signal);
  const before = await control.meter(load);
  for (let windows = 1; ; windows += 1) {
    const untilMs = before.atMs + windows * windowMs;
    const after = await lookUntil(holding, before, untilMs);
    const counts = countsBetween(before, after);
    const judged = judgeRate(search, {
      counts,
      // One that ended early was lost: more of them would not help.
      windows: after.atMs < untilMs ? MOST_WINDOWS : windows,
      generator: whyGenerator(before, after, search),
    });
    if (judged === undefined) continue;
    return { ratePerSecond, fromMs: before.atMs, toMs: after.atMs, slos: counts, ...judged };
  }
}

interface Looked {
  readonly counts: readonly SloCount[];
  /** How many of the {@link MOST_WINDOWS} are over. */
  readonly windows: number;
  /** Why it is the generator's own doing. */
  readonly generator: string | undefined;
}

/** Answers how a rate came out; nothing when it has to be looked at for another window. */
function judgeRate(
  search: CapacitySearch,
  { counts, windows, generator }: Looked,
): Pick<Held, 'outcome' | 'reason'> | undefined {
  if (generator !== undefined) return { outcome: 'generator-limited', reason: generator };
  const looked = looksAt(search, counts);
  const missed = looked.filter(isMissed);
  const isSure = missed.some(({ slo, count }) => count.samples >= slo.window.minSamples);
  // Too few samples to be sure are given a second window before a miss among them counts.
  if (missed.length > 0 && (isSure || windows >= 2))
    return { outcome: 'broken', reason: missed.map(missText).join(', ') };
  const few = looked.filter(({ slo, count }) => count.samples < samplesToTell(slo));
  if (missed.length === 0 && few.length === 0) return { outcome: 'held', reason: '' };
  if (windows < MOST_WINDOWS) return undefined;
  return { outcome: 'too-few-samples', reason: few.map(fewText).join(', ') };
}

/** Holds a low rate until a look at the SLOs finds nothing wrong; one at which nothing ever comes right is broken too. */
export async function rest(holding: Holding, ratePerSecond: number): Promise<Held> {
  const { control, load, search, clock, signal } = holding;
  await control.scale(load, { toRatePerSecond: ratePerSecond });
  const lookMs = Math.min(windowOf(search), Math.max(1000, (REST_ITERATIONS * 1000) / ratePerSecond));
  const first = await control.meter(load);
  for (let looks = 1, before = first; ; looks += 1) {
    await clock.sleepUntil(before.atMs + lookMs, signal);
    const after = await control.meter(load);
    const counts = countsBetween(before, after);
    const rested = { ratePerSecond, fromMs: first.atMs, toMs: after.atMs, slos: counts };
    const missed = looksAt(search, counts).filter(isMissed);
    if (missed.length === 0) return { ...rested, outcome: 'recovered', reason: '' };
    if (looks === MOST_LOOKS)
      return { ...rested, outcome: 'broken', reason: missed.map(missText).join(', ') };
    before = after;
  }
}

/** Looks again and again, until an instant or until an SLO is lost. */
async function lookUntil(holding: Holding, before: LoadMeter, untilMs: number): Promise<LoadMeter> {
  const { control, load, search, clock, signal } = holding;
  for (;;) {
    await clock.sleepUntil(Math.min(untilMs, clock.now() + LOOK_EVERY_MS), signal);
    const after = await control.meter(load);
    if (after.atMs >= untilMs) return after;
    const share = (after.atMs - before.atMs) / (untilMs - before.atMs);
    const counts = countsBetween(before, after);
    if (search.slos.some((slo, place) => isLost(slo, countAt(counts, place), share))) return after;
  }
}

/** Answers why what was measured is the generator's own doing; nothing when it is not. */
function whyGenerator(before: LoadMeter, after: LoadMeter, { slos }: CapacitySearch): string | undefined {
  const busy = (after.busyMs - before.busyMs) / (after.atMs - before.atMs);
  if (busy > HIGHEST_LOOP_UTILISATION)
    return `its thread was busy ${formatPercent(Math.min(1, busy), 2)} of the time`;
  const started = after.started - before.started;
  // What waits for a place in flight is late by the target's doing.
  if (started === 0 || after.waited > before.waited) return undefined;
  const lagMs = (after.lagMs - before.lagMs) / started;
  const tightestMs = Math.min(...slos.filter(({ metric }) => !isShare(metric)).map(({ bound }) => bound));
  if (lagMs <= tightestMs * HIGHEST_LAG_SHARE) return undefined;
  return `iterations started ${formatDuration(lagMs)} late on average`;
}

/** How long a rate must hold. */
export function windowOf({ slos }: CapacitySearch): number {
  return Math.max(...slos.map(({ window }) => window.lengthMs));
}

function countsBetween(before: LoadMeter, after: LoadMeter): readonly SloCount[] {
  return after.slos.map((count, place) => between(countAt(before.slos, place), count));
}

function countAt(counts: readonly SloCount[], place: number): SloCount {
  return counts[place] ?? NOTHING;
}

function looksAt({ slos }: CapacitySearch, counts: readonly SloCount[]): readonly LookedAt[] {
  return slos.map((slo, place) => ({ slo, count: countAt(counts, place) }));
}

interface LookedAt {
  readonly slo: CapacitySearch['slos'][number];
  readonly count: SloCount;
}

function isMissed({ slo, count }: LookedAt): boolean {
  return !isHeld(slo, count);
}

function missText({ slo, count: { samples, misses } }: LookedAt): string {
  if (samples === 0) return `${slo.expression}: nothing was answered`;
  return `${slo.expression}: ${misses} of ${samples} missed it`;
}

function fewText({ slo, count: { samples } }: LookedAt): string {
  return `${slo.expression}: ${samples} samples, and it takes ${samplesToTell(slo)} to tell`;
}

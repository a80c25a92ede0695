import { formatRate } from '../../core/rate.ts';
import { knownRates, nextStep, type SearchStep, type Tried } from '../../load/capacity/next-step.ts';
import type { LoadControl } from '../../load/load-control.ts';
import { loadDurationMs } from '../../plan/load-duration.ts';
import type { CapacitySearch } from '../../plan/run-plan.ts';
import type { RunTimeline } from '../../plan/run-timeline.ts';
import { type LoadPlay, playLoads } from '../play-loads.ts';
import type { RunProgress } from '../run-progress.ts';
import type { Capacity, CapacityStep } from './capacity.ts';
import { type Holding, holdRate, rest } from './hold-rate.ts';

export interface SearchPlay extends LoadPlay {
  readonly search: CapacitySearch;
  readonly control: LoadControl;
  readonly progress: RunProgress;
}

const PRECISION = 0.05;
const REPEATS = 3;
const END_MARGIN_MS = 1000;

/** Plays a load whose rate is searched for, until the capacity is known, the load's time is over, or a signal. */
export async function playSearch(play: SearchPlay): Promise<{ timeline: RunTimeline; capacity: Capacity }> {
  const done = new AbortController();
  const over = new AbortController();
  let searching: Promise<Capacity> | undefined;
  const timeline = await playLoads({
    ...play,
    noMore: play.noMore === undefined ? done.signal : AbortSignal.any([play.noMore, done.signal]),
    onStarted: (startedAtMs) => {
      play.onStarted?.(startedAtMs);
      // Before the load's own end, at which its rate could not be changed any more.
      const endMs = startedAtMs + Math.min(...play.loads.map(loadDurationMs)) - END_MARGIN_MS;
      play.clock.sleepUntil(endMs, done.signal).then(
        () => over.abort(),
        () => undefined,
      );
      searching = search(play, { startedAtMs, over: over.signal }).finally(() => done.abort());
      // Awaited below, when the load has ended.
      searching.catch(() => undefined);
    },
  }).finally(() => over.abort());
  if (searching === undefined) throw new Error('the load never started');
  return { timeline, capacity: await searching };
}

interface SearchTime {
  readonly startedAtMs: number;
  /** Aborts when the load ends. */
  readonly over: AbortSignal;
}

async function search(play: SearchPlay, { startedAtMs, over }: SearchTime): Promise<Capacity> {
  const { loads, clock, signal, progress } = play;
  const [load] = loads;
  if (load === undefined) throw new Error('a search needs a load');
  const options = { startPerSecond: play.search.startPerSecond, precision: PRECISION, repeats: REPEATS };
  const holding = { ...play, load: load.name, signal: AbortSignal.any([signal, over]) };
  const steps: CapacityStep[] = [];
  const tried: Tried[] = [];
  let generatorReason: string | undefined;
  try {
    await clock.sleepUntil(startedAtMs + (load.warmUpMs ?? 0), holding.signal);
    for (;;) {
      const step = nextStep(tried, options);
      if (step.kind === 'found' || step.kind === 'never-held') return { ...ended(step), steps };
      progress.search?.({ ...step, ...knownSoFar(tried, 'time-over') });
      const { reason, ...held } = await playStep(holding, step);
      steps.push({ kind: step.kind, ...held });
      progress.event({ text: describe(held.ratePerSecond, held.outcome, reason) });
      // Lower rates would bring fewer still, and higher ones have been tried.
      if (held.outcome === 'too-few-samples') return { ...knownSoFar(tried, held.outcome), steps };
      if (held.outcome !== 'generator-limited') {
        tried.push({ ratePerSecond: held.ratePerSecond, outcome: held.outcome });
        generatorReason = undefined;
        // Twice in a row, or a stall of the machine would end the search.
      } else if (generatorReason === undefined) generatorReason = reason;
      else
        return {
          ...knownSoFar(tried, 'generator-limited'),
          ...generatorLimit(held.ratePerSecond, reason),
          steps,
        };
    }
  } catch (error) {
    if (!holding.signal.aborted) throw error;
    return { ...knownSoFar(tried, signal.aborted ? 'stopped' : 'time-over'), steps };
  }
}

function playStep(holding: Holding, { kind, ratePerSecond }: Extract<SearchStep, { ratePerSecond: number }>) {
  return kind === 'recover' ? rest(holding, ratePerSecond) : holdRate(holding, ratePerSecond);
}

function ended(step: Extract<SearchStep, { kind: 'found' | 'never-held' }>): Omit<Capacity, 'steps'> {
  const { kind, brokenPerSecond } = step;
  if (kind === 'never-held') return { outcome: 'never-held', brokenPerSecond, repeats: 0 };
  const { heldPerSecond } = step;
  return {
    outcome: 'found',
    sustainedPerSecond: (heldPerSecond + brokenPerSecond) / 2,
    plusMinusPerSecond: (brokenPerSecond - heldPerSecond) / 2,
    heldPerSecond,
    brokenPerSecond,
    repeats: REPEATS,
  };
}

function knownSoFar(tried: readonly Tried[], outcome: Capacity['outcome']): Omit<Capacity, 'steps'> {
  const { heldPerSecond, brokenPerSecond, timesHeld } = knownRates(tried);
  return {
    outcome,
    ...(heldPerSecond > 0 ? { heldPerSecond } : {}),
    ...(Number.isFinite(brokenPerSecond) ? { brokenPerSecond } : {}),
    repeats: Math.max(0, timesHeld - 1),
  };
}

function generatorLimit(ratePerSecond: number, reason: string): Pick<Capacity, 'limit'> {
  return { limit: { text: `the load generator itself: at ${formatRate(ratePerSecond)} ${reason}` } };
}

function describe(ratePerSecond: number, outcome: CapacityStep['outcome'], reason: string): string {
  return `${formatRate(ratePerSecond)} ${outcome}${reason === '' ? '' : `: ${reason}`}`;
}

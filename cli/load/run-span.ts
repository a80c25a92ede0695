import type { IterationTally } from './iteration-tally.ts';
import type { LoadRunOptions } from './load-run.ts';
import type { WarmUp } from './summary.ts';

/** Answers the epoch millisecond from which on a load counts. */
export function measuredFromMs({ load, startAtMs }: Pick<LoadRunOptions, 'load' | 'startAtMs'>): number {
  return startAtMs + (load.warmUpMs ?? 0);
}

/** Answers over how many seconds a load was measured, its warm-up left out. @param elapsedMs since its start */
export function measuredSeconds({ load }: Pick<LoadRunOptions, 'load'>, elapsedMs: number): number {
  return Math.max(0, elapsedMs - (load.warmUpMs ?? 0)) / 1000;
}

/** Answers what was played before a load counted; nothing where all of it counts. @param elapsedMs since its start */
export function warmUpOf(
  { load }: Pick<LoadRunOptions, 'load'>,
  tally: IterationTally,
  elapsedMs: number,
): { readonly warmUp?: WarmUp } {
  if (load.warmUpMs === undefined) return {};
  return { warmUp: { ...tally.counts, durationMs: Math.max(0, Math.min(elapsedMs, load.warmUpMs)) } };
}

import type { LoadRunOptions } from './load-run.ts';

/** Answers the epoch millisecond from which on a load counts. */
export function measuredFromMs({ load, startAtMs }: Pick<LoadRunOptions, 'load' | 'startAtMs'>): number {
  return startAtMs + (load.warmUpMs ?? 0);
}

/** Answers over how many seconds a load was measured, its warm-up left out. @param elapsedMs since its start */
export function measuredSeconds({ load }: Pick<LoadRunOptions, 'load'>, elapsedMs: number): number {
  return Math.max(0, elapsedMs - (load.warmUpMs ?? 0)) / 1000;
}

import type { Iterations } from './iterations.ts';
import type { LoadState } from './load-control.ts';
import type { LoadRunOptions } from './load-run.ts';
import type { PlanClock } from './plan-clock.ts';

/** What a pause of a load changes. */
interface PausedRun extends Pick<LoadRunOptions, 'load'> {
  readonly time: PlanClock;
  readonly iterations: Iterations;
}

/** Answers the epoch millisecond from which on a load counts. */
export function measuredFromMs({ load, startAtMs }: Pick<LoadRunOptions, 'load' | 'startAtMs'>): number {
  return startAtMs + (load.warmUpMs ?? 0);
}

/** Answers over how many seconds a load was measured, its warm-up left out. @param elapsedMs of its plan */
export function measuredSeconds({ load }: Pick<LoadRunOptions, 'load'>, elapsedMs: number): number {
  return Math.max(0, elapsedMs - (load.warmUpMs ?? 0)) / 1000;
}

/**
 * Lets a load go on, and its warm-up end so much later if it has not ended yet.
 * @param atMs epoch milliseconds at which it goes on; now when left out
 */
export function resumeLoad({ time, iterations, load }: PausedRun, atMs?: number): void {
  const { warmUpMs = 0 } = load;
  const isMeasured = time.isReached(warmUpMs);
  time.resume(atMs);
  if (!isMeasured) iterations.measureFrom(time.epochMs(warmUpMs));
}

/** Answers the part of a load's state that is the same for both models. */
export function stateOf(
  { name }: LoadRunOptions['load'],
  { isPaused }: PlanClock,
  { measured, warmUp, inFlight }: Iterations,
): Pick<LoadState, 'name' | 'state' | 'started' | 'dropped' | 'inFlight'> {
  return {
    name,
    state: isPaused ? 'paused' : 'playing',
    started: measured.counts.started + warmUp.counts.started,
    dropped: measured.counts.dropped + warmUp.counts.dropped,
    inFlight,
  };
}

/** Answers why a plan that is over cannot be changed. */
export function overError({ name }: LoadRunOptions['load']): RangeError {
  return new RangeError(`nothing of load "${name}" is still to come`);
}

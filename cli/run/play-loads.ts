import type { Clock } from '../core/clock.ts';
import type { LoadEngine } from '../load/engine.ts';
import { FROM_THE_START, type PlanProgress } from '../load/plan-progress.ts';
import type { LoadPlan } from '../plan/run-plan.ts';
import type { RunTimeline } from '../plan/run-timeline.ts';

/** Time between the order to start and the first arrival, so that the thread is ready for it. */
export const START_LEAD_MS = 300;

/** How long iterations under way may take to end once their load is stopped. */
export const STOP_GRACE_MS = 10_000;

export interface LoadPlay {
  readonly engine: LoadEngine;
  readonly loads: readonly LoadPlan[];
  readonly clock: Clock;
  /** Ends the loads at once. */
  readonly signal: AbortSignal;
  /** Ends the loads in peace: nothing more starts, what is under way may end. */
  readonly noMore?: AbortSignal;
  /** Answers how far an earlier run has played a load, by stripe; left out where there was none. */
  progressOf?(loadName: string): readonly PlanProgress[];
  /** Called once the loads are on their way. @param startedAtMs epoch milliseconds */
  onStarted?(startedAtMs: number): void;
}

/** Plays loads from start to end, or until a signal; answers when that was. */
export async function playLoads({
  engine,
  loads,
  clock,
  signal,
  noMore,
  progressOf,
  onStarted,
}: LoadPlay): Promise<RunTimeline> {
  await prepareLoads(engine, loads, signal);
  const startedAtMs = nextWholeSecond(clock.now() + START_LEAD_MS);
  for (const load of loads) {
    const progress = progressOf?.(load.name) ?? [];
    const [{ elapsedMs } = FROM_THE_START] = progress;
    engine.start(load, startedAtMs - elapsedMs, ...(progress.length === 0 ? [] : [progress]));
  }
  onStarted?.(startedAtMs);
  await Promise.race([
    Promise.all(loads.map(({ name }) => engine.finished(name))),
    aborted(signal),
    ...(noMore === undefined ? [] : [aborted(noMore)]),
  ]);
  await stopLoads(engine, loads, signal.aborted ? 0 : STOP_GRACE_MS);
  const endedAtMs = clock.now();
  return {
    startedAtMs,
    endedAtMs,
    phases: [{ name: 'load', fromMs: startedAtMs, toMs: endedAtMs }],
    faultSteps: [],
  };
}

/** Waits until an engine can start loads at any moment, or a signal aborts. */
export async function prepareLoads(
  engine: LoadEngine,
  loads: readonly LoadPlan[],
  signal: AbortSignal,
): Promise<void> {
  if (engine.prepare !== undefined) await Promise.race([engine.prepare(loads), aborted(signal)]);
}

/** Stops all loads at once and waits for what is under way, no longer than the grace. */
export async function stopLoads(
  engine: LoadEngine,
  loads: readonly LoadPlan[],
  graceMs: number,
): Promise<void> {
  await Promise.all(loads.map(({ name }) => engine.stop(name, graceMs)));
}

/** Answers the first whole second at or after an instant: windows of the load begin there. */
export function nextWholeSecond(epochMs: number): number {
  return Math.ceil(epochMs / 1000) * 1000;
}

/** Resolves when a signal aborts. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

import type { Clock } from '../../core/clock.ts';
import type { LoadEngine } from '../../load/engine.ts';
import type { RunPlan } from '../../plan/run-plan.ts';
import type { RunProgress } from '../run-progress.ts';
import { RunControl } from './run-control.ts';
import { openToCalls } from './running-runs.ts';

export interface ControlledRun {
  readonly runId: string;
  readonly engine: LoadEngine;
  readonly clock: Clock;
  readonly progress: RunProgress;
}

/** Who may change a run that plays. */
export interface ControlDoors {
  /** The run's folder. */
  readonly directory: string;
  /** Where the socket stands; none when left out. */
  readonly runtimeDirectory?: string;
  /** Told how to change the load, once it plays. */
  onControl?(control: RunControl): void;
}

/** Answers how the loads of a run are changed: not those of an experiment, which is judged as it was planned. */
export function controlOf(plan: RunPlan, { engine, ...run }: ControlledRun): RunControl | undefined {
  if (plan.experiment !== undefined || engine.control === undefined) return undefined;
  const loads = plan.loads.filter(({ probe }) => !probe).map(({ name }) => name);
  return new RunControl({ ...run, control: engine.control, loads, isSearching: plan.search !== undefined });
}

/** Lets keys and other processes change the loads. @returns ends it */
export async function openControl(
  control: RunControl | undefined,
  { directory, runtimeDirectory, onControl }: ControlDoors,
): Promise<() => Promise<void>> {
  if (control === undefined) return async () => undefined;
  const close =
    runtimeDirectory === undefined
      ? async () => undefined
      : await openToCalls(control, { directory, runtimeDirectory });
  onControl?.(control);
  return close;
}

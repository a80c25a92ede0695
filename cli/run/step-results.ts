import type { FaultStepObservation } from '../expect/observe-fault-steps.ts';
import type { LoadEngine, LoadFigures } from '../load/engine.ts';
import type { RunPlan } from '../plan/run-plan.ts';
import type { FaultWindow } from '../plan/run-timeline.ts';
import type { FaultStepResult, StepTraffic } from './run-record.ts';

/** What users and baseline met in each step, by the step's place. */
export type StepTrafficOf = (stepIndex: number) => Pick<FaultStepResult, 'users' | 'baseline'>;

const NONE: StepTraffic = { requests: 0, errors: 0 };

/** Answers what users (loads played only under the fault) and baseline (all along) met in each step; probes left out. */
export async function trafficDuring(
  engine: LoadEngine,
  plan: RunPlan,
  steps: readonly FaultWindow[],
): Promise<StepTrafficOf> {
  const loads = plan.loads.filter(({ probe }) => !probe);
  const traffic = async (during: 'run' | 'fault', step: FaultWindow) => {
    const names = loads.filter((load) => load.during === during).map(({ name }) => name);
    return sumTraffic(await Promise.all(names.map((name) => engine.figures(name, step))));
  };
  const rows = await Promise.all(
    steps.map(async (step) => ({
      users: await traffic('fault', step),
      baseline: await traffic('run', step),
    })),
  );
  return (stepIndex) => rows[stepIndex] ?? { users: NONE, baseline: NONE };
}

/** Answers a step's row of the record: what the telemetry showed beside what users met. */
export function resultOfStep(step: FaultStepObservation, trafficOf: StepTrafficOf): FaultStepResult {
  const { window, observed, outcome, reason } = step;
  return {
    index: window.index,
    fromMs: window.fromMs,
    toMs: window.toMs,
    planned: { failureRatio: window.failureRatio, addedDelayMs: window.delayMs },
    observed,
    ...trafficOf(window.index),
    outcome,
    reason,
  };
}

/** The slowest of several loads speaks for the latency of all. */
function sumTraffic(figures: readonly LoadFigures[]): StepTraffic {
  const p95sMs = figures.flatMap(({ p95Ms }) => (p95Ms === undefined ? [] : [p95Ms]));
  return {
    requests: figures.reduce((sum, { requests }) => sum + requests, 0),
    errors: figures.reduce((sum, { errors }) => sum + errors, 0),
    ...(p95sMs.length === 0 ? {} : { p95Ms: Math.max(...p95sMs) }),
  };
}

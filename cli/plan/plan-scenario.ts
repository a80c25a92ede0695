import path from 'node:path';
import type { FlagName } from '../../target-shop/contract/flags.ts';
import type { ExperimentPlan, FaultPlan, LoadPlan, LoadStage, Origin, RunPlan } from './run-plan.ts';
import type { Scenario } from './scenario-file.ts';

/** What the command line may change of a scenario. */
export interface ScenarioOverrides {
  readonly seed?: number;
  /** > 0 */
  readonly speed?: number;
}

/** A probe asks a fifth more than the fewest calls a step needs: the last ones of a step may be under way. */
const PROBE_MARGIN = 1.1;

/** Iterations that may be in flight at once, in seconds of the highest rate: twice the longest step timeout. */
const IN_FLIGHT_SECONDS = 20;

/**
 * Answers the plan of a scenario: demo time divided by the speed, rates untouched, a probe added that brings
 * every step of a fault to its fewest calls.
 */
export function planScenario(file: string, scenario: Scenario, overrides: ScenarioOverrides = {}): RunPlan {
  const speed = overrides.speed ?? 1;
  const faults = scenario.faults.map(planFault);
  const durationMs = scenario.duration / speed;
  const experiment: ExperimentPlan = {
    steadyState: {
      durationMs: scenario.steadyState.duration,
      maxErrorRatio: scenario.steadyState.maxErrors,
      maxP95Ms: scenario.steadyState.maxP95,
    },
    durationMs,
    faults,
    flags: Object.entries(scenario.flags).map(([flag, value]) => ({ flag: flag as FlagName, value })),
    recovery: { steadyForMs: scenario.recovery.steadyFor, deadlineMs: scenario.recovery.within },
  };
  const loads = scenario.loads.map((load) => planLoad(load, experiment, speed));
  return {
    name: scenario.name,
    title: scenario.title,
    scenarioFile: file,
    seed: overrides.seed ?? scenario.seed,
    speed,
    loads: [...loads, ...faults.map((fault) => planProbe(fault, experiment, speed))],
    experiment,
    thresholds: [],
    expectationFiles: scenario.expectations.map((name) => path.join(path.dirname(file), name)),
    origins: originsOf(overrides),
  };
}

/** Answers how long a step of a fault lasts, in real milliseconds; the last one ends with the experiment. */
export function stepDurationsMs(fault: FaultPlan, experimentMs: number, speed: number): readonly number[] {
  const startsMs = fault.steps.map((step) => (step.fromMinute * 60_000) / speed);
  return startsMs.map((startMs, i) => (startsMs[i + 1] ?? experimentMs) - startMs);
}

function planFault(fault: Scenario['faults'][number]): FaultPlan {
  return {
    kind: fault.kind,
    minCallsPerStep: fault.minCallsPerStep,
    steps: fault.steps.map((step) => ({
      fromMinute: step.at / 60_000,
      delayMs: step.delay,
      failureRatio: step.failures,
    })),
  };
}

function planLoad(load: Scenario['loads'][number], experiment: ExperimentPlan, speed: number): LoadPlan {
  const stages = load.stages.map((stage) => ({
    durationMs: stage.duration / speed,
    fromRatePerSecond: stage.from,
    toRatePerSecond: stage.to ?? stage.from,
  }));
  return {
    name: load.name,
    during: load.during,
    stages: load.during === 'run' ? stretch(stages, runLengthMs(experiment)) : stages,
    mix: Object.entries(load.mix).map(([journey, probability]) => ({ journey, probability })),
    maxInFlight: inFlightLimit(stages),
    thinkTimeFactor: 1 / speed,
    probe: false,
    ...(load.trafficType === undefined ? {} : { trafficType: load.trafficType }),
  };
}

function planProbe(fault: FaultPlan, experiment: ExperimentPlan, speed: number): LoadPlan {
  const shortestMs = Math.min(...stepDurationsMs(fault, experiment.durationMs, speed));
  const ratePerSecond = (fault.minCallsPerStep * PROBE_MARGIN * 1000) / shortestMs;
  const stages = [
    { durationMs: runLengthMs(experiment), fromRatePerSecond: ratePerSecond, toRatePerSecond: ratePerSecond },
  ];
  return {
    name: 'probe',
    during: 'run',
    stages,
    mix: [{ journey: 'recommendations', probability: 1 }],
    maxInFlight: inFlightLimit(stages),
    thinkTimeFactor: 1 / speed,
    probe: true,
    // A probe's call that comes late tells nothing of the step it was meant for.
    overload: 'drop',
    trafficType: 'demo',
  };
}

/** The longest a run of the experiment can last: everything takes as long as it may. */
function runLengthMs({ steadyState, durationMs, recovery }: ExperimentPlan): number {
  const UNDO_MS = 10_000;
  return steadyState.durationMs + durationMs + UNDO_MS + recovery.deadlineMs + recovery.steadyForMs;
}

/** Holds the last rate until the run is over. */
function stretch(stages: readonly LoadStage[], lengthMs: number): readonly LoadStage[] {
  const last = stages.at(-1);
  const plannedMs = stages.reduce((sum, stage) => sum + stage.durationMs, 0);
  if (last === undefined || plannedMs >= lengthMs) return stages;
  const rate = last.toRatePerSecond;
  return [...stages, { durationMs: lengthMs - plannedMs, fromRatePerSecond: rate, toRatePerSecond: rate }];
}

/** Answers how many iterations of these stages may be in flight at once. */
export function inFlightLimit(stages: readonly LoadStage[]): number {
  const peak = Math.max(...stages.flatMap((stage) => [stage.fromRatePerSecond, stage.toRatePerSecond]));
  return Math.max(100, Math.ceil(peak * IN_FLIGHT_SECONDS));
}

function originsOf(overrides: ScenarioOverrides): Record<string, Origin> {
  return {
    seed: overrides.seed === undefined ? 'scenario' : 'flag',
    speed: overrides.speed === undefined ? 'default' : 'flag',
    steadyState: 'scenario',
    loads: 'scenario',
    faults: 'scenario',
    flags: 'scenario',
    recovery: 'scenario',
    expectations: 'scenario',
  };
}

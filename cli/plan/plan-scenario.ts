import path from 'node:path';
import type { FlagName } from '../../target-shop/contract/flags.ts';
import { UsageError } from '../core/errors.ts';
import { FILE_KEYS } from './option-error.ts';
import { planThresholds } from './plan-thresholds.ts';
import { inFlightLimit, planUsers } from './plan-users.ts';
import type { ExperimentPlan, FaultPlan, LoadPlan, Origin, RunPlan } from './run-plan.ts';
import type { Scenario } from './scenario-file.ts';
import type { ScenarioLoad } from './scenario-load.ts';
import { planWire } from './wire-plan.ts';

/** What the command line may change of a scenario. */
export interface ScenarioOverrides {
  readonly seed?: number;
  /** > 0 */
  readonly speed?: number;
}

/** A probe asks a fifth more than the fewest calls a step needs: the last ones of a step may be under way. */
const PROBE_MARGIN = 1.1;

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
  const warmUpMs = Math.max(0, ...scenario.loads.map((load) => load.warmUpMs));
  const stretch = { speed, runMs: warmUpMs + runLengthMs(experiment) };
  return {
    name: scenario.name,
    title: scenario.title,
    scenarioFile: file,
    seed: overrides.seed ?? scenario.seed,
    speed,
    loads: [
      ...scenario.loads.map((load) => planLoad(load, stretch)),
      ...faults.map((fault) => planProbe(fault, experiment, stretch)),
    ],
    experiment,
    ...besideLoads(file, scenario),
    thresholds: thresholdsOf(file, scenario, experiment),
    ...(scenario.abortOnFail ? { abortOnFail: true } : {}),
    expectationFiles: scenario.expectations.map((name) => path.join(path.dirname(file), name)),
    origins: originsOf(overrides),
  };
}

/** What all loads share. */
function besideLoads(file: string, { connections, journeys, data }: Scenario) {
  const besideFile = (name: string) => path.join(path.dirname(file), name);
  const { wire } = planWire({ connections, http2: false, insecure: false, environment: {} });
  return {
    ...(wire === undefined ? {} : { wire }),
    ...(journeys.length === 0 ? {} : { journeyFiles: journeys.map(besideFile) }),
    ...(data.length === 0 ? {} : { feeds: data.map((feed) => ({ ...feed, file: besideFile(feed.file) })) }),
  };
}

/** Judged once more: at a higher speed a window may never be full. @throws UsageError naming the file */
function thresholdsOf(file: string, { thresholds, abortOnFail }: Scenario, experiment: ExperimentPlan) {
  const durationMs = experiment.steadyState.durationMs + experiment.durationMs;
  try {
    return planThresholds(thresholds, { durationMs, abortOnFail, names: FILE_KEYS });
  } catch (cause) {
    const { message, hint } = cause as UsageError;
    throw new UsageError(`${file}: ${message}`, { cause, ...(hint === undefined ? {} : { hint }) });
  }
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

/** As a load of flags, but in demo time and as long as the run. */
function planLoad(
  { name, during, trafficType, written: _, ...load }: ScenarioLoad,
  stretch: Stretch,
): LoadPlan {
  const { speed, runMs } = stretch;
  const { stages, userStages, ...course } = load.course;
  const lengthMs = during === 'run' ? runMs : 0;
  const frame = { name, during, thinkTimeFactor: 1 / speed, ...(trafficType && { trafficType }) };
  const played = {
    ...course,
    stages: stretched(faster(stages, speed), lengthMs, ({ toRatePerSecond: rate }) => ({
      ...{ fromRatePerSecond: rate, toRatePerSecond: rate },
    })),
    ...(userStages && {
      userStages: stretched(faster(userStages, speed), lengthMs, ({ toUsers: users }) => ({
        ...{ fromUsers: users, toUsers: users },
      })),
    }),
  };
  return planUsers({ ...load, course: played }, frame);
}

/** How fast demo time passes, and how long the run can last, in real milliseconds. */
interface Stretch {
  readonly speed: number;
  readonly runMs: number;
}

function planProbe(fault: FaultPlan, experiment: ExperimentPlan, { speed, runMs }: Stretch): LoadPlan {
  const shortestMs = Math.min(...stepDurationsMs(fault, experiment.durationMs, speed));
  const ratePerSecond = (fault.minCallsPerStep * PROBE_MARGIN * 1000) / shortestMs;
  const stages = [{ durationMs: runMs, fromRatePerSecond: ratePerSecond, toRatePerSecond: ratePerSecond }];
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

function faster<Stage extends { readonly durationMs: number }>(stages: readonly Stage[], speed: number) {
  return stages.map((stage) => ({ ...stage, durationMs: stage.durationMs / speed }));
}

/** Holds what is there at the end of the last stage until the run is over. */
function stretched<Stage extends { readonly durationMs: number }>(
  stages: readonly Stage[],
  lengthMs: number,
  held: (last: Stage) => Omit<Stage, 'durationMs'>,
): readonly Stage[] {
  const last = stages.at(-1);
  const plannedMs = stages.reduce((sum, stage) => sum + stage.durationMs, 0);
  if (last === undefined || plannedMs >= lengthMs) return stages;
  return [...stages, { ...last, ...held(last), durationMs: lengthMs - plannedMs }];
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

import type { FlagOverride, TrafficType } from '../../target-shop/contract/chaos-wire.ts';
import type { FaultStep } from '../../target-shop/contract/fault-rule.ts';
import type { Threshold } from './threshold.ts';

/** Where a value of the plan came from, most specific first. */
export type Origin = 'flag' | 'environment' | 'scenario' | 'default';

/** Everything a run will do, resolved and frozen before it starts: the same plan gives the same run. */
export interface RunPlan {
  /** Name of the scenario, or of the command for a run without one. */
  readonly name: string;
  readonly title: string;
  /** The scenario's path as the user would type it. */
  readonly scenarioFile?: string;
  /** Base URL of the frontend; `undefined` until a deployed shop says it. */
  readonly targetUrl?: string;
  /** Seed of arrivals, draws and fault decisions: a 32-bit unsigned integer. */
  readonly seed: number;
  /** Demo seconds per real second; divides times and think times, never rates. */
  readonly speed: number;
  readonly loads: readonly LoadPlan[];
  readonly experiment?: ExperimentPlan;
  readonly thresholds: readonly Threshold[];
  /** Whether a threshold that is surely broken ends the run, in peace and with a whole report. */
  readonly abortOnFail?: boolean;
  /** Paths of the expectation files that judge the run. */
  readonly expectationFiles: readonly string[];
  /** Per value shown to the user: where it came from, for example `load.rate` → `flag`. */
  readonly origins: Readonly<Record<string, Origin>>;
}

/** One stream of arrivals. All times are real milliseconds, speed already applied. */
export interface LoadPlan {
  readonly name: string;
  /**
   * When it runs: through the whole run, or only while the fault's clock runs.
   * A plan without an experiment has only `run` loads.
   */
  readonly during: 'run' | 'fault';
  readonly stages: readonly LoadStage[];
  readonly mix: readonly MixEntry[];
  /** Most iterations in flight at once; further arrivals are dropped and counted. */
  readonly maxInFlight: number;
  /** Factor on think times, 1 / speed. */
  readonly thinkTimeFactor: number;
  /** Set for probes: their numbers stand apart from those of users. */
  readonly probe: boolean;
  /** Marks all its requests, in place of what their journeys say. */
  readonly trafficType?: TrafficType;
}

/** A stretch of a load over which the rate moves in a straight line. */
export interface LoadStage {
  readonly durationMs: number;
  /** Iterations per second at its start and end, ≥ 0. */
  readonly fromRatePerSecond: number;
  readonly toRatePerSecond: number;
}

/** A journey and how often an iteration draws it, each independently of the others. */
export interface MixEntry {
  readonly journey: string;
  /** 0..1 */
  readonly probability: number;
}

/** What is broken, when, and what must hold before and after. All times are real milliseconds. */
export interface ExperimentPlan {
  readonly steadyState: SteadyStatePlan;
  /** Length of the fault's clock. */
  readonly durationMs: number;
  readonly faults: readonly FaultPlan[];
  /** Flags set for the length of the faults. */
  readonly flags: readonly FlagOverride[];
  readonly recovery: RecoveryPlan;
}

export interface SteadyStatePlan {
  /** How long the shop is watched before anything is injected. */
  readonly durationMs: number;
  /** Largest share of failed requests, 0..1. */
  readonly maxErrorRatio: number;
  /** Largest 95th percentile of response times, in milliseconds. */
  readonly maxP95Ms: number;
}

export interface RecoveryPlan {
  /** The shop counts as recovered when it was steady for this long… */
  readonly steadyForMs: number;
  /** …within this time after the faults were undone. */
  readonly deadlineMs: number;
}

/** A fault of a registered kind; one file in `cli/chaos/faults/` per kind. */
export interface FaultPlan {
  readonly kind: 'recommendation-degraded';
  /** Steps in demo minutes, ascending. */
  readonly steps: readonly FaultStep[];
  /** Fewest calls a step needs before its share is judged. */
  readonly minCallsPerStep: number;
}

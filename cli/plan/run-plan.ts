import type { FlagOverride, TrafficType } from '../../target-shop/contract/chaos-wire.ts';
import type { FaultStep } from '../../target-shop/contract/fault-rule.ts';
import type { Threshold, ThresholdWindow } from './threshold.ts';
import type { WirePlan } from './wire-plan.ts';

/** Where a value of the plan came from, most specific first. */
export type Origin = 'flag' | 'environment' | 'scenario' | 'flavour' | 'default';

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
  /** How many threads play every load together; left out: 1. */
  readonly workers?: number;
  /** Modules of the user's own whose journeys a mix may name. */
  readonly journeyFiles?: readonly string[];
  /** Data that journeys ask for by name. */
  readonly feeds?: readonly FeedPlan[];
  /** How requests reach the target, where that is not as by default. */
  readonly wire?: WirePlan;
  /** The user's k6, where it plays the loads; the embedded engine when left out. */
  readonly engine?: K6Program;
  readonly experiment?: ExperimentPlan;
  readonly thresholds: readonly Threshold[];
  /** Set where the rate is not planned but searched for: the highest at which the SLOs hold. */
  readonly search?: CapacitySearch;
  /** Whether a threshold that is surely broken ends the run, in peace and with a whole report. */
  readonly abortOnFail?: boolean;
  /** Paths of the expectation files that judge the run. */
  readonly expectationFiles: readonly string[];
  /** Per value shown to the user: where it came from, for example `load.rate` → `flag`. */
  readonly origins: Readonly<Record<string, Origin>>;
}

/** Rows of a file, by a name that journeys ask for. */
export interface FeedPlan {
  readonly name: string;
  readonly mode: FeedMode;
  /** CSV whose first line names the columns, or a JSON array. */
  readonly file: string;
}

/**
 * How iterations share rows: one after another and again from the first; one drawn by the seed; or each of its own,
 * until there is none left.
 */
export type FeedMode = 'sequence' | 'random' | 'unique';
/** A search for the highest rate of the plan's load at which its SLOs hold. */
export interface CapacitySearch {
  readonly slos: readonly Slo[];
  /** The first rate that is tried. */
  readonly startPerSecond: number;
}

/** A bound from above that every request is on the good side of, or not; its window is how long a rate must hold it. */
export type Slo = Threshold & { readonly window: ThresholdWindow };

/** A k6 on this machine, as it describes itself. */
export interface K6Program {
  readonly name: 'k6';
  /** Where it is. */
  readonly binary: string;
  /** Such as `2.2.0`. */
  readonly version: string;
  /** Extensions that are built into it, with their versions; empty for a k6 as it is published. */
  readonly extensions: readonly string[];
}

/** One stream of users. All times are real milliseconds, speed already applied. */
export interface LoadPlan {
  readonly name: string;
  /**
   * When it runs: through the whole run, or only while the fault's clock runs.
   * A plan without an experiment has only `run` loads.
   */
  readonly during: 'run' | 'fault';
  /** How fast an open load starts iterations, however slow the answers are; empty for a closed one. */
  readonly stages: readonly LoadStage[];
  /** Set for an open load whose arrivals come at random moments, as many as the rate says; else evenly spaced. */
  readonly arrivals?: 'poisson';
  /** Set for a closed load: how many virtual users there are, each playing one iteration after another. */
  readonly userStages?: readonly UserStage[];
  /** Length of the first stage where that is a warm-up: it is played, but left out of all results. */
  readonly warmUpMs?: number;
  readonly mix: readonly MixEntry[];
  /** How the mix is drawn; left out: `independent`. */
  readonly mixMode?: MixMode;
  /** Most iterations in flight at once. */
  readonly maxInFlight: number;
  /** What becomes of an arrival of an open load that would be one too many; left out: `queue`. */
  readonly overload?: Overload;
  /** Factor on think times, 1 / speed. */
  readonly thinkTimeFactor: number;
  /** Set for probes: their numbers stand apart from those of users. */
  readonly probe: boolean;
  /** Marks all its requests, in place of what their journeys say. */
  readonly trafficType?: TrafficType;
}

/**
 * What becomes of an arrival when too many iterations are in flight: it waits for its turn and counts from when it
 * was due, is dropped and counted, or ends the load. None of them goes unnoticed.
 */
export type Overload = 'queue' | 'drop' | 'abort';

/** A stretch of a load over which the rate moves in a straight line. */
export interface LoadStage {
  readonly durationMs: number;
  /** Iterations per second at its start and end, ≥ 0. */
  readonly fromRatePerSecond: number;
  readonly toRatePerSecond: number;
}

/** A stretch of a closed load over which the number of virtual users moves in a straight line. */
export interface UserStage {
  readonly durationMs: number;
  /** At its start and end, ≥ 0; in between, rounded to whole users. */
  readonly fromUsers: number;
  readonly toUsers: number;
}

/**
 * How an iteration draws its journeys: each by itself (several or none); one of them by its share of the sum; or one
 * in turns that keep every count within one of its share of the sum.
 */
export type MixMode = 'independent' | 'weighted' | 'exact';

/** A journey and how often an iteration draws it. */
export interface MixEntry {
  readonly journey: string;
  /** 0..1 */
  readonly probability: number;
  /** A journey before it in the mix without which an independent draw leaves it out; the probability is of those. */
  readonly within?: string;
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

import type { ChaosState } from '../../target-shop/contract/chaos-wire.ts';
import type { FlavourName } from '../../target-shop/contract/flavours.ts';
import type { ShopSize } from '../../target-shop/service-table.ts';
import type { Recovery } from '../chaos/await-recovery.ts';
import type { SteadyState } from '../chaos/steady-state.ts';
import type { ExitCode } from '../core/errors.ts';
import type { Interval } from '../core/statistics.ts';
import type { Verdict } from '../expect/verdict.ts';
import type { Comparison } from '../load/comparison.ts';
import type { Reconciliation } from '../load/reconciliation.ts';
import type { Summary } from '../load/summary.ts';
import type { RunPlan } from '../plan/run-plan.ts';
import type { RunTimeline } from '../plan/run-timeline.ts';
import type { ThresholdResult } from '../plan/threshold.ts';
import type { TraceTree } from '../telemetry/queries.ts';
import type { Capacity } from './capacity/capacity.ts';

/** What is known of a run while it plays. All times are epoch milliseconds. */
export interface AboutRun {
  readonly id: string;
  /** The command line, for example `shopctl chaos blackfriday --speed 10`. */
  readonly command: string;
  readonly shopctlVersion: string;
  readonly machine: { readonly node: string; readonly cpus: number; readonly os: string };
  /** The shop it was played on; absent for a target given by URL. */
  readonly shop?: { readonly size: ShopSize; readonly flavour?: FlavourName };
  readonly plan: RunPlan;
  readonly timeline: RunTimeline;
}

/** Everything there is to know about a run; `record.json` in its folder. */
export interface RunRecord extends AboutRun {
  readonly schema: 'shopctl.run/v1';
  /** `aborted` when a threshold was broken and the plan said to end then. */
  readonly status: 'completed' | 'aborted' | 'interrupted' | 'failed';
  readonly load: Summary;
  /** What was changed by hand while the load played; left out when nothing was. */
  readonly events?: readonly LoadEvent[];
  readonly thresholds: readonly ThresholdResult[];
  /** Whether the shop's books agree with what users were told of their orders; left out when nobody ordered. */
  readonly orders?: Reconciliation;
  /** What a search for the capacity found; left out where the plan had none. */
  readonly capacity?: Capacity;
  /** Against the baseline that was given. */
  readonly comparison?: Comparison;
  readonly chaos?: ChaosRecord;
  readonly verdict?: Verdict;
  /** Slowest traces of users' requests, slowest first, at most ten. */
  readonly slowestTraces: readonly TraceTree[];
  readonly exitCode: ExitCode;
  /** Why the exit code is what it is, most important first. */
  readonly reasons: readonly string[];
}

/** A change by hand of a load that plays, or between two runs of it. */
export interface LoadEvent {
  readonly atMs: number;
  readonly kind: 'paused' | 'rate' | 'users' | 'stopped' | 'resumed';
  /** Of a pause, and of the time between a run and the one that goes on with it. */
  readonly lengthMs?: number;
  readonly text: string;
}

/** What happened to the shop on purpose, and the proof that it was put back. */
export interface ChaosRecord {
  readonly steadyState: SteadyState;
  readonly steps: readonly FaultStepResult[];
  readonly undo: UndoResult;
  readonly recovery: Recovery;
  readonly events: readonly ChaosEvent[];
}

/** Planned against observed, for one step of a fault. */
export interface FaultStepResult {
  readonly index: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly planned: { readonly failureRatio: number; readonly addedDelayMs: number };
  /** From SERVER spans of the broken service. */
  readonly observed: {
    readonly calls: number;
    readonly failures: number;
    readonly failureRatio: number;
    /** Where the true share lies with 99 % confidence (Wilson). */
    readonly failureInterval: Interval;
    /** Median in the step less the median while steady. */
    readonly addedDelayMs?: number;
  };
  /** What users met at the frontend during the step, declines left out. */
  readonly users: StepTraffic;
  /** What baseline traffic met beside it. */
  readonly baseline: StepTraffic;
  readonly outcome: 'pass' | 'fail' | 'inconclusive';
  readonly reason: string;
}

export interface StepTraffic {
  readonly requests: number;
  readonly errors: number;
  readonly p95Ms?: number;
}

export interface UndoResult {
  readonly outcome: 'undone' | 'incomplete' | 'nothing-injected';
  /** Milliseconds from the end of the fault to the proof that no instance holds an override. */
  readonly tookMs?: number;
  /** Overrides found in force after the undo; empty when it is complete. */
  readonly left: readonly ChaosState[];
}

export interface ChaosEvent {
  readonly atMs: number;
  readonly kind:
    | 'steady'
    | 'inject'
    | 'step'
    | 'undo'
    | 'recovered'
    | 'instance-ended'
    | 'instance-started'
    | 'stopped';
  readonly text: string;
}

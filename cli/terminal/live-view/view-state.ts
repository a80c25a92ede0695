import type { Latency } from '../../load/summary.ts';
import type { SearchStanding } from '../../run/run-progress.ts';

/** Everything the live view shows at one moment, as plain data. */
export interface ViewState {
  readonly course: CourseView;
  /** Left out before the first look at the load. */
  readonly counts?: CountsView;
  /** Set while the rate is searched for. */
  readonly search?: SearchStanding;
  /** One for each second that is over, the newest last. */
  readonly seconds: readonly SecondView[];
  /** All requests first, then the journeys of the mix in its order. */
  readonly journeys: readonly SubjectView[];
  /** Slowest of the last seconds first. */
  readonly endpoints: readonly SubjectView[];
  /** Length of the last seconds, in milliseconds; shorter at the start. */
  readonly recentMs: number;
  readonly thresholds: readonly ThresholdView[];
  readonly generator?: GeneratorView;
  /** What can be done, in the order it is shown; not empty. */
  readonly keys: readonly string[];
}

/** Where the plan stands. Times are milliseconds of the plan: paused time is left out. */
export interface CourseView {
  readonly name: string;
  readonly state: 'starting' | 'warming up' | 'playing' | 'searching' | 'paused' | 'finishing';
  readonly elapsedMs: number;
  readonly durationMs: number;
  /** From 1. */
  readonly stage: number;
  readonly stages: number;
  /** Set when the generator has not answered for so many milliseconds. */
  readonly silentMs?: number;
}

/** Iterations of the load, those of a warm-up included. */
export interface CountsView {
  /** Planned now, of an open load. */
  readonly wantedPerSecond?: number;
  /** Planned now, of a closed load. */
  readonly wantedUsers?: number;
  /** Over the last seconds; left out as long as there are none. */
  readonly startedPerSecond?: number;
  readonly requestsPerSecond?: number;
  readonly inFlight: number;
  readonly maxInFlight: number;
  readonly started: number;
  readonly completed: number;
  readonly dropped: number;
  readonly interrupted: number;
  /** Could not start when they were due. */
  readonly waited: number;
  /** Requests that failed, those of a warm-up left out. */
  readonly errors: number;
}

export interface SecondView {
  /** Iterations started in it. */
  readonly started: number;
  /** Milliseconds; left out where nothing ended in it. */
  readonly p95Ms?: number;
}

/** Response times of a journey, an endpoint, or of all requests. */
export interface SubjectView {
  readonly name: string;
  readonly recent: Latency;
  readonly whole: Latency;
  /** Of the whole. */
  readonly errors: number;
}

export interface ThresholdView {
  readonly expression: string;
  /** `too-few`: there are no samples enough to tell. */
  readonly state: 'good' | 'bad' | 'broken' | 'too-few';
  /** The figure now with its unit, or why there is none. */
  readonly observed: string;
  /** How much of the bound is used up, 1 at the bound; left out where that cannot be told. */
  readonly usedRatio?: number;
}

/** The generator's own health. */
export interface GeneratorView {
  /** 0..1, over the last seconds. */
  readonly busyRatio: number;
  /** What is busy: another engine tells no event loop, but its share of the machine. */
  readonly busyPart: 'event loop' | 'machine';
  /** CPU cores in use over the last seconds. */
  readonly cpuCores: number;
  /** Milliseconds between due and start; of an open load. */
  readonly startLag?: Latency;
  readonly late: number;
  /** Why the load is not valid so far; empty when it is. */
  readonly invalid: readonly string[];
  /** Whether it is judged at all: a search overloads the target on purpose. */
  readonly isJudged: boolean;
}

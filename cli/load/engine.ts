import type { FeedPlan, LoadPlan, Slo } from '../plan/run-plan.ts';
import type { TimeWindow } from '../plan/run-timeline.ts';
import type { Threshold } from '../plan/threshold.ts';
import type { Claims } from './claims/claimed-order.ts';
import type { WireOptions } from './http/wire-options.ts';
import type { LoadControl } from './load-control.ts';
import type { LoadLook } from './load-look.ts';
import type { HistogramCounts } from './measure/histogram.ts';
import type { PlanProgress } from './plan-progress.ts';
import type { PlayedPart } from './played-part.ts';
import type { Point } from './point.ts';
import type { Latency, LoadWindow, Summary } from './summary.ts';
import type { BrokenThreshold } from './threshold-watch.ts';
import type { HeapBounds } from './workers/heap-for-users.ts';

/** What plays loads against a target; lives in a thread of its own, so that a busy CLI cannot delay an arrival. */
export interface LoadEngine {
  /** Left out where an engine cannot change a load that plays. */
  readonly control?: LoadControl;
  /**
   * Gets ready to start loads, where that takes its time; resolves when it is.
   * @throws EnvironmentError when it cannot play them
   */
  prepare?(loads: readonly LoadPlan[]): Promise<void>;
  /**
   * Starts a load; its first arrival is due at or after the given epoch millisecond. Many may run at once.
   * @param progress where an earlier run came to, by stripe; then the start is when the whole plan would have begun
   */
  start(load: LoadPlan, startAtMs: number, progress?: readonly PlanProgress[]): void;
  /** Resolves when the load's stages are over and its last iteration has ended. */
  finished(loadName: string): Promise<void>;
  /** Ends arrivals of a load now; iterations still in flight after the grace are interrupted and counted so. */
  stop(loadName: string, graceMs: number): Promise<void>;
  /** Called once for every load and second that is over. */
  onWindow(listener: (window: LoadWindow) => void): void;
  /** Called with what was measured since the last time, a few times a second; only when `tellPoints` was asked for. */
  onPoints(listener: (points: readonly Point[]) => void): void;
  /** Called once for every load and threshold that cannot be met any more, within 250 ms. */
  onBroken(listener: (broken: BrokenThreshold) => void): void;
  /** Answers what a load is doing, and what it did since the last look. @throws RangeError when it never started */
  look(loadName: string): Promise<LoadLook>;
  /** Sums over the requests of a load that *ended* in a stretch of whole seconds. */
  figures(loadName: string, window: TimeWindow): Promise<LoadFigures>;
  /** Everything so far; complete once all loads have finished or stopped. */
  summary(): Promise<Summary>;
  /** What was played so far, for a later run to go on from; for engines that can. */
  part?(): Promise<PlayedPart>;
  /** What users were told of their orders, likewise; for engines that keep it. */
  claims?(): Promise<Claims>;
  /** Ends the thread; unfinished iterations are interrupted. Safe to call twice. */
  close(): Promise<void>;
}

export interface LoadFigures {
  readonly requests: number;
  readonly errors: number;
  readonly declined: number;
  readonly response: Latency;
  /**
   * 95th percentile of response times by nearest rank, however few there were: a gate, not a claim.
   * At most 5 % of the responses were slower. `undefined` when there was none.
   */
  readonly p95Ms?: number;
  /** The response times as counts that add up across loads and windows; for engines that keep them. */
  readonly histogram?: HistogramCounts;
}

export interface LoadEngineOptions {
  readonly targetUrl: string;
  readonly seed: number;
  /** Base URL of an OTLP/HTTP receiver for the CLIENT root spans of service `load-generator`; none when unset. */
  readonly otlpUrl?: string;
  /** Name of the run, on every root span as `shop.run.id`. */
  readonly runId: string;
  /** Modules of the user's own whose journeys a mix may name; relative to the working directory. */
  readonly journeyFiles?: readonly string[];
  /** Data that journeys ask for by name. */
  readonly feeds?: readonly FeedPlan[];
  /** Whether every request is told to {@link LoadEngine.onPoints}. */
  readonly tellPoints?: boolean;
  /** Whether {@link LoadEngine.look} is going to be asked. */
  readonly isLookedAt?: boolean;
  /** How requests reach the target. */
  readonly wire?: WireOptions;
  /** Folder for marks of what was started, by which a run that is cut off can be resumed; none when left out. */
  readonly marksDirectory?: string;
  /** What the heap of each thread is bound to; as for few users when left out. */
  readonly heap?: HeapBounds;
  /** How many requests each thread is run in with before it is ready; none when left out. */
  readonly runIn?: number;
  /** How many threads play every load together, ≥ 1; 1 when left out. */
  readonly workers?: number;
  /** What is judged while loads play. */
  readonly thresholds?: readonly Threshold[];
  /** What is counted for {@link LoadControl.meter}. */
  readonly slos?: readonly Slo[];
}

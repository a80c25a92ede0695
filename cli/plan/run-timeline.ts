import type { FlagName } from '../../target-shop/contract/flags.ts';

/** When what happened in a run. All times are epoch milliseconds; a window holds what *started* in [from, to). */
export interface RunTimeline {
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly phases: readonly Phase[];
  /** Steps of the fault, in order; empty for a run without one. */
  readonly faultSteps: readonly FaultWindow[];
}

export interface Phase extends TimeWindow {
  readonly name: PhaseName;
}

/** `cut`: between a run and the one that goes on with it. */
export type PhaseName = 'steady' | 'fault' | 'recovery' | 'load' | 'paused' | 'cut';

export interface TimeWindow {
  readonly fromMs: number;
  readonly toMs: number;
}

/** A stretch over which a fault's plan did not change. */
export interface FaultWindow extends TimeWindow {
  readonly index: number;
  /** The service that is broken. */
  readonly service: string;
  /** The flag by which it is told so. */
  readonly flag: FlagName;
  readonly failureRatio: number;
  readonly delayMs: number;
  readonly minCalls: number;
}

import type { SloCount } from '../../load/capacity/slo-outcome.ts';

/** What a search for the highest rate found at which the SLOs of its plan hold. Rates are iterations a second. */
export interface Capacity {
  /**
   * `never-held`: not at a small part of the first rate; `too-few-samples`: no rate held at which the SLOs can be told;
   * `generator-limited`: the load could not be made; `time-over`: the longest search was over before it was known.
   */
  readonly outcome:
    | 'found'
    | 'never-held'
    | 'too-few-samples'
    | 'generator-limited'
    | 'time-over'
    | 'stopped';
  /** The middle between what held and what broke, and half the stretch between them; of a search that found it. */
  readonly sustainedPerSecond?: number;
  readonly plusMinusPerSecond?: number;
  /** The highest rate that held, when any did. */
  readonly heldPerSecond?: number;
  /** The lowest rate that broke, when any did. */
  readonly brokenPerSecond?: number;
  /** How often the highest rate held again. */
  readonly repeats: number;
  /** What ends it there; left out where nothing broke. */
  readonly limit?: CapacityLimit;
  readonly steps: readonly CapacityStep[];
}

export interface CapacityLimit {
  /** The service whose own time grew most, by its telemetry; left out where that says nothing. */
  readonly service?: string;
  /** What limits, or why that is not known, for a reader. */
  readonly text: string;
}

/** A rate that was held for a while. Times are epoch milliseconds. */
export interface CapacityStep {
  readonly kind: 'climb' | 'bisect' | 'confirm' | 'recover';
  readonly ratePerSecond: number;
  /** What was looked at: after the settling. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly outcome: 'held' | 'broken' | 'recovered' | 'generator-limited' | 'too-few-samples';
  /** In the order of the plan's SLOs. */
  readonly slos: readonly SloCount[];
}

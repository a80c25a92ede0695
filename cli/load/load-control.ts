import type { SloCount } from './capacity/slo-outcome.ts';

/** Changes loads while they play. */
export interface LoadControl {
  /**
   * Nothing more is due until it is resumed; iterations in flight, and those that wait for a place, go on.
   * Resolves when it is in force, as every change does.
   */
  pause(loadName: string): Promise<void>;
  resume(loadName: string): Promise<void>;
  /** Changes the rest of a load's plan; what was due so far stays as it was. */
  scale(loadName: string, scaling: Scaling): Promise<void>;
  state(loadName: string): Promise<LoadState>;
  meter(loadName: string): Promise<LoadMeter>;
}

/** How the rest of a plan is to change: by a factor, or by the one that brings it from what it is now to a value. */
export type Scaling =
  | { readonly factor: number }
  | { readonly toRatePerSecond: number }
  | { readonly toUsers: number };

/** Where a load stands. Times are milliseconds of its plan: paused time is left out. */
export interface LoadState {
  readonly name: string;
  readonly state: 'playing' | 'paused' | 'over';
  readonly elapsedMs: number;
  readonly durationMs: number;
  /** Planned now, of an open load; the plan's own while it is paused. */
  readonly ratePerSecond?: number;
  /** Planned now, of a closed load, to the nearest whole user. */
  readonly users?: number;
  /** Iterations so far, those of a warm-up included. */
  readonly started: number;
  readonly dropped: number;
  readonly inFlight: number;
}

/** Sums over a load since its start, warm-up left out: what lies between two looks is the difference. */
export interface LoadMeter {
  /** Epoch milliseconds. */
  readonly atMs: number;
  readonly started: number;
  /** Could not start when they were due, because the most that may be in flight were. */
  readonly waited: number;
  /** By how much they started later than they were due, all together. */
  readonly lagMs: number;
  /** How long the generator's thread was busy; the busiest of several. */
  readonly busyMs: number;
  /** In the order of the SLOs that the engine was given. */
  readonly slos: readonly SloCount[];
}

/**
 * Answers by which factor the rest of a plan changes.
 * @param now what is planned now, iterations a second or users, > 0 unless a factor is given
 * @throws RangeError when what is there now cannot be scaled to what is wanted
 */
export function factorOf(
  scaling: Scaling,
  now: { readonly ratePerSecond: number } | { readonly users: number },
): number {
  if ('factor' in scaling) return positive(scaling.factor);
  if ('toUsers' in scaling && 'users' in now) return positive(scaling.toUsers / now.users);
  if ('toRatePerSecond' in scaling && 'ratePerSecond' in now)
    return positive(scaling.toRatePerSecond / now.ratePerSecond);
  throw new RangeError('a load is scaled by its rate or by its users, whichever it has');
}

function positive(factor: number): number {
  if (factor > 0 && Number.isFinite(factor)) return factor;
  throw new RangeError(`a plan cannot be scaled by ${factor}`);
}

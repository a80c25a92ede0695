import type { Clock } from '../core/clock.ts';
import type { LoadPlan } from '../plan/run-plan.ts';
import type { Delivery } from './delivery.ts';
import type { Iteration } from './iterations.ts';
import type { LoadState, Scaling } from './load-control.ts';
import type { Pacer } from './pacer.ts';
import type { PlanProgress } from './plan-progress.ts';
import type { Stripe } from './stripe.ts';
import type { Delivered } from './summary.ts';

/** A load that plays or has played: starts iterations and counts every one of them exactly once. Knows no HTTP. */
export interface LoadRun {
  /** Resolves when the last iteration has ended. */
  readonly finished: Promise<void>;
  /**
   * Starts nothing more; interrupts what is still in flight after the grace. Resolves when the last iteration has
   * ended. Safe to call twice.
   */
  stop(graceMs: number): Promise<void>;
  /**
   * Plays nothing beyond a moment until the next change is made.
   * @param inMs how soon that is
   * @returns the moment in milliseconds of the plan: a change can be made there or later
   */
  hold(inMs: number): number;
  /**
   * Lets the plan stand still: nothing more is due. Nothing to do when it does already, or is over.
   * @param atMs the moment of the plan, one that was held or later; now when left out
   * @returns when it does
   */
  pause(atMs?: number): Promise<void>;
  /** @param atEpochMs when it goes on; now when left out */
  resume(atEpochMs?: number): void;
  /**
   * Changes what of the plan is still to come after a moment, as that of a pause.
   * @returns when it has
   * @throws RangeError for what cannot be reached from what is there then
   */
  scale(scaling: Scaling, atMs?: number): Promise<void>;
  state(): LoadState;
  /** The counts so far; `planned = started + dropped` always, `started = completed + interrupted` at the end. */
  delivered(): Delivered;
  /** The same in figures that add up across threads. */
  delivery(): Delivery;
  /** How far the plan was played, at the same moment. */
  progress(): PlanProgress;
}

export interface LoadRunOptions {
  readonly load: LoadPlan;
  /** Of arrivals that come at random moments. */
  readonly seed: number;
  /** When the plan begins, or would have begun for one that goes on from `progress`. */
  readonly startAtMs: number;
  readonly clock: Clock;
  readonly pacer: Pacer;
  /** Which part of the load is played; all of it when left out. */
  readonly stripe?: Stripe;
  /** Answers the number of the next iteration of a closed load; left out where nobody else counts them. */
  nextIndex?(): number;
  /** Where an earlier run came to, from which this one goes on; from the start when left out. */
  readonly progress?: PlanProgress;
  /** Called when an overload has ended the load. */
  onOverload?(): void;
  /**
   * Plays an iteration. `empty` when there was nothing to play.
   * Rejects only because the iteration's signal aborted, and then soon.
   */
  play(iteration: Iteration): Promise<'played' | 'empty'>;
}

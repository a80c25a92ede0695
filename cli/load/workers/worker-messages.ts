import type { LoadPlan } from '../../plan/run-plan.ts';
import type { TimeWindow } from '../../plan/run-timeline.ts';
import type { Claims } from '../claims/claimed-order.ts';
import type { LoadFigures } from '../engine.ts';
import type { EngineCounts } from '../engine-counts.ts';
import type { LoadMeter, LoadState, Scaling } from '../load-control.ts';
import type { LoadLook } from '../load-look.ts';
import type { Told as ToldCounts } from '../measure/packed-form.ts';
import type { PlanProgress } from '../plan-progress.ts';
import type { Point } from '../point.ts';
import type { Stripe } from '../stripe.ts';
import type { LoadWindow, Summary } from '../summary.ts';
import type { BrokenThreshold, ToldSlices } from '../threshold-watch.ts';
import type { ToldSecond } from './joined-seconds.ts';

/** The part of a load that one of several workers plays. */
export interface SharedPart {
  readonly stripe: Stripe;
  /** Holds the number of the next iteration of a closed load, which all of them count on: a Uint32. */
  readonly nextIndex: SharedArrayBuffer;
  /** Where an earlier run came to with it. */
  readonly progress?: PlanProgress;
}

/** Answers a counter of iterations that several workers may share. @param first of those to come */
export function sharedIndex(first = 0): SharedArrayBuffer {
  const shared = new SharedArrayBuffer(Uint32Array.BYTES_PER_ELEMENT);
  new Uint32Array(shared)[0] = first;
  return shared;
}

/** A question to the worker, and what it answers. */
export interface Calls {
  readonly start: {
    readonly ask: { readonly load: LoadPlan; readonly startAtMs: number; readonly part?: SharedPart };
    readonly answer: null;
  };
  readonly finished: { readonly ask: { readonly load: string }; readonly answer: null };
  readonly stop: { readonly ask: { readonly load: string; readonly graceMs: number }; readonly answer: null };
  /** Stops short of a change; the answer is where, in milliseconds of the plan. */
  readonly hold: { readonly ask: { readonly load: string; readonly inMs: number }; readonly answer: number };
  readonly pause: { readonly ask: { readonly load: string; readonly atMs: number }; readonly answer: null };
  readonly resume: {
    readonly ask: { readonly load: string; readonly atEpochMs: number };
    readonly answer: null;
  };
  readonly scale: {
    readonly ask: { readonly load: string; readonly scaling: Scaling; readonly atMs: number };
    readonly answer: null;
  };
  readonly state: { readonly ask: { readonly load: string }; readonly answer: LoadState };
  readonly meter: { readonly ask: { readonly load: string }; readonly answer: LoadMeter };
  readonly look: { readonly ask: { readonly load: string }; readonly answer: LoadLook };
  readonly figures: {
    readonly ask: { readonly load: string; readonly window: TimeWindow };
    readonly answer: LoadFigures;
  };
  /** What a worker adds to the summary of several. */
  readonly counts: { readonly ask: Record<never, never>; readonly answer: EngineCounts };
  /** The same while loads play, every second: nothing is sent out first. */
  readonly checkpoint: { readonly ask: Record<never, never>; readonly answer: ToldCounts<EngineCounts> };
  readonly summary: { readonly ask: Record<never, never>; readonly answer: Summary };
  readonly claims: { readonly ask: Record<never, never>; readonly answer: Claims };
  /** Interrupts everything and sends what spans there are. */
  readonly close: { readonly ask: Record<never, never>; readonly answer: null };
}

export type CallName = keyof Calls;

/** From the main thread to the worker. */
export type ToWorker = {
  [Name in CallName]: { readonly id: number; readonly call: Name; readonly ask: Calls[Name]['ask'] };
}[CallName];

/** From the worker to the main thread. */
export type FromWorker =
  | { readonly kind: 'ready' }
  | { readonly kind: 'window'; readonly window: LoadWindow }
  /** In place of a window, where several workers play. */
  | { readonly kind: 'second'; readonly second: ToldSecond }
  /** Of thresholds with windows, where several workers play. */
  | { readonly kind: 'slices'; readonly load: string; readonly told: ToldSlices }
  /** An overload has ended the worker's part of a load. */
  | { readonly kind: 'overloaded'; readonly load: string }
  | { readonly kind: 'broken'; readonly broken: BrokenThreshold }
  | { readonly kind: 'points'; readonly points: readonly Point[] }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: unknown }
  | { readonly kind: 'error'; readonly id: number; readonly message: string };

/** What a worker says unasked. */
export type Told = Exclude<FromWorker, { readonly kind: 'ready' | 'answer' | 'error' }>;

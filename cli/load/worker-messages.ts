import type { LoadPlan } from '../plan/run-plan.ts';
import type { TimeWindow } from '../plan/run-timeline.ts';
import type { Claims } from './claims/claimed-order.ts';
import type { LoadFigures } from './engine.ts';
import type { Point } from './point.ts';
import type { LoadWindow, Summary } from './summary.ts';
import type { BrokenThreshold } from './threshold-watch.ts';

/** A question to the worker, and what it answers. */
export interface Calls {
  readonly start: {
    readonly ask: { readonly load: LoadPlan; readonly startAtMs: number };
    readonly answer: null;
  };
  readonly finished: { readonly ask: { readonly load: string }; readonly answer: null };
  readonly stop: { readonly ask: { readonly load: string; readonly graceMs: number }; readonly answer: null };
  readonly figures: {
    readonly ask: { readonly load: string; readonly window: TimeWindow };
    readonly answer: LoadFigures;
  };
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
  | { readonly kind: 'broken'; readonly broken: BrokenThreshold }
  | { readonly kind: 'points'; readonly points: readonly Point[] }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: unknown }
  | { readonly kind: 'error'; readonly id: number; readonly message: string };

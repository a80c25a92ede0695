import type { Clock } from '../core/clock.ts';
import type { Pacer } from './pacer.ts';
import type { PlanProgress } from './plan-progress.ts';

/** The clock of a load's plan: milliseconds since its start, standing still while the load is paused. */
export class PlanClock {
  readonly #clock: Clock;
  readonly #pacer: Pacer;
  /** When the plan would have started, had it never been paused. */
  #startAtMs: number;
  #pausedAtMs: number | undefined;
  #pausedMs = 0;
  /** The moment of the plan that it does not go beyond. */
  #heldMs = Number.POSITIVE_INFINITY;
  #woken = new AbortController();

  constructor({
    clock,
    pacer,
    startAtMs,
  }: { readonly clock: Clock; readonly pacer: Pacer; readonly startAtMs: number }) {
    this.#clock = clock;
    this.#pacer = pacer;
    this.#startAtMs = startAtMs;
  }

  get isPaused(): boolean {
    return this.#pausedAtMs !== undefined;
  }

  /** How long it has stood still, in milliseconds. */
  get pausedMs(): number {
    return this.#pausedMs + (this.#pausedAtMs === undefined ? 0 : this.#clock.now() - this.#pausedAtMs);
  }

  /** Milliseconds of the plan so far; negative before its start. */
  get elapsedMs(): number {
    return Math.min(this.#heldMs, (this.#pausedAtMs ?? this.#clock.now()) - this.#startAtMs);
  }

  /** Answers the epoch millisecond of a moment of the plan, if nothing pauses it until then. */
  epochMs(planMs: number): number {
    return this.#startAtMs + planMs;
  }

  isReached(planMs: number): boolean {
    // In epoch milliseconds, in which moments were waited for: differences of them are rounded otherwise.
    return planMs <= this.#heldMs && (this.#pausedAtMs ?? this.#clock.now()) >= this.epochMs(planMs);
  }

  /** Lets it stand still at a moment of the plan that is reached. */
  pause(planMs: number): void {
    this.#pausedAtMs ??= this.epochMs(planMs);
    this.wake();
  }

  /** @param atMs epoch milliseconds at which it goes on; now when left out */
  resume(atMs = this.#clock.now()): void {
    if (this.#pausedAtMs === undefined) return;
    const lengthMs = Math.max(0, atMs - this.#pausedAtMs);
    this.#startAtMs += lengthMs;
    this.#pausedMs += lengthMs;
    this.#pausedAtMs = undefined;
    this.wake();
  }

  /** Keeps it from going beyond a moment of the plan, until another is set; an infinite one lets it go. */
  hold(planMs: number): void {
    this.#heldMs = planMs;
  }

  /** Lets everybody who waits look anew. */
  wake(): void {
    const waited = this.#woken;
    this.#woken = new AbortController();
    waited.abort();
  }

  /** Resolves when a plan that goes on from some progress does; at once without. */
  async reachResumed(progress: PlanProgress | undefined): Promise<void> {
    if (progress === undefined) return;
    while (!this.isReached(progress.elapsedMs)) await this.reach(progress.elapsedMs, 0);
  }

  /** Resolves when a moment of the plan is reached, or earlier when something has changed: look again. */
  async reach(planMs: number, ratePerSecond: number): Promise<void> {
    const { signal } = this.#woken;
    if (!this.isPaused && planMs <= this.#heldMs)
      return this.#pacer.waitUntil(this.epochMs(planMs), ratePerSecond, signal);
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  }
}

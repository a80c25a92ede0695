import type { Clock } from '../core/clock.ts';
import type { LoadPlan } from '../plan/run-plan.ts';
import { type Arrivals, arrivalsOf } from './arrivals.ts';
import { Histogram } from './measure/histogram.ts';
import { latencyOf } from './measure/latency.ts';
import { type Pacer, PRECISE_UP_TO_RATE_PER_SECOND } from './pacer.ts';
import type { Delivered } from './summary.ts';

/** One arrival that was let in. */
export interface Iteration {
  /** From 0, in the order the arrivals are due. */
  readonly index: number;
  /** Epoch milliseconds at which the plan wants it to start. */
  readonly dueAtMs: number;
  /** Aborts when the iteration is to end at once. */
  readonly signal: AbortSignal;
}

export interface LoadRunOptions {
  readonly load: LoadPlan;
  readonly startAtMs: number;
  readonly clock: Clock;
  readonly pacer: Pacer;
  /**
   * Plays an iteration. `empty` when there was nothing to play.
   * Rejects only because the iteration's signal aborted, and then soon.
   */
  play(iteration: Iteration): Promise<'played' | 'empty'>;
}

/**
 * Plays one load: starts iterations when they are due, however slow the answers are (an open model), drops
 * those that would be too many at once, and counts every one of them exactly once. Knows nothing of HTTP.
 */
export class LoadRun {
  /** Resolves when the last iteration has ended. */
  readonly finished: Promise<void>;
  readonly #options: LoadRunOptions;
  readonly #arrivals: Arrivals;
  readonly #startLag = new Histogram();
  readonly #arrivalsOver = new AbortController();
  readonly #inFlight = new Set<AbortController>();
  #endedAtMs: number | undefined;
  #planned: number;
  #offered = 0;
  #started = 0;
  #dropped = 0;
  #completed = 0;
  #interrupted = 0;
  #empty = 0;
  #late = 0;
  #sayIdle: () => void = () => undefined;

  constructor(options: LoadRunOptions) {
    this.#options = options;
    this.#arrivals = arrivalsOf(options.load.stages);
    this.#planned = this.#arrivals.count;
    this.finished = this.#playAll();
  }

  /**
   * Ends arrivals now, so that the plan is what was due by now; interrupts what is still in flight after
   * the grace. Resolves when the last iteration has ended. Safe to call twice.
   */
  async stop(graceMs: number): Promise<void> {
    const { clock } = this.#options;
    if (!this.#arrivalsOver.signal.aborted) {
      this.#offerDue();
      this.#planned = this.#offered;
      this.#arrivalsOver.abort();
    }
    const drained = new AbortController();
    const graceOver = clock.sleepUntil(clock.now() + graceMs, drained.signal).catch(() => undefined);
    await Promise.race([this.finished, graceOver]);
    drained.abort();
    for (const iteration of this.#inFlight) iteration.abort();
    await this.finished;
  }

  /** The counts so far; `planned = started + dropped` always, `started = completed + interrupted` at the end. */
  delivered(): Delivered {
    const planned = this.#offered;
    const seconds = this.#arrivalSeconds();
    const perSecond = (count: number) => (seconds > 0 ? count / seconds : 0);
    return {
      planned,
      started: this.#started,
      dropped: this.#dropped,
      completed: this.#completed,
      interrupted: this.#interrupted,
      empty: this.#empty,
      late: this.#late,
      plannedRatePerSecond: perSecond(planned),
      startedRatePerSecond: perSecond(this.#started),
      startLag: latencyOf(this.#startLag),
    };
  }

  /** Seconds over which arrivals were due, so far. */
  #arrivalSeconds(): number {
    const { clock, startAtMs } = this.#options;
    const untilMs = this.#endedAtMs ?? clock.now();
    return Math.max(0, Math.min(untilMs - startAtMs, this.#arrivals.durationMs)) / 1000;
  }

  async #playAll(): Promise<void> {
    const { clock, pacer, startAtMs } = this.#options;
    while (this.#offered < this.#planned) {
      const dueMs = this.#arrivals.dueMs(this.#offered);
      const ratePerSecond = this.#arrivals.ratePerSecondAt(dueMs);
      await pacer.waitUntil(startAtMs + dueMs, ratePerSecond, this.#arrivalsOver.signal);
      this.#offerDue();
    }
    // The last arrival is due before the stages are over; a load lasts as long as its stages.
    await pacer.waitUntil(startAtMs + this.#arrivals.durationMs, 0, this.#arrivalsOver.signal);
    this.#endedAtMs = clock.now();
    await new Promise<void>((resolve) => {
      this.#sayIdle = resolve;
      if (this.#inFlight.size === 0) resolve();
    });
  }

  /** Offers every arrival that is due and was not offered yet. */
  #offerDue(): void {
    const { clock, startAtMs } = this.#options;
    while (this.#offered < this.#planned) {
      const dueMs = this.#arrivals.dueMs(this.#offered);
      const nowMs = clock.now();
      if (startAtMs + dueMs > nowMs) return;
      this.#offer(dueMs, nowMs);
    }
  }

  #offer(dueMs: number, nowMs: number): void {
    const { load, startAtMs } = this.#options;
    const index = this.#offered;
    this.#offered += 1;
    if (this.#inFlight.size >= load.maxInFlight) {
      this.#dropped += 1;
      return;
    }
    const lagMs = nowMs - startAtMs - dueMs;
    this.#startLag.record(lagMs);
    if (lagMs > allowedLagMs(this.#arrivals.ratePerSecondAt(dueMs))) this.#late += 1;
    this.#started += 1;
    this.#start(index, startAtMs + dueMs);
  }

  #start(index: number, dueAtMs: number): void {
    const controller = new AbortController();
    this.#inFlight.add(controller);
    const end = (result: 'played' | 'empty' | 'interrupted') => {
      this.#inFlight.delete(controller);
      if (result === 'interrupted') this.#interrupted += 1;
      else this.#completed += 1;
      if (result === 'empty') this.#empty += 1;
      if (this.#inFlight.size === 0) this.#sayIdle();
    };
    this.#options.play({ index, dueAtMs, signal: controller.signal }).then(end, () => end('interrupted'));
  }
}

/**
 * Answers how late an arrival may start: half the gap between arrivals. Where arrivals start in batches, it is
 * what it is at the fastest precise rate: 2.5 ms.
 */
function allowedLagMs(ratePerSecond: number): number {
  return 500 / Math.min(ratePerSecond, PRECISE_UP_TO_RATE_PER_SECOND);
}

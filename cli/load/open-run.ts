import { type Arrivals, type Change, countDue } from './arrivals.ts';
import { type Delivery, deliveredOf } from './delivery.ts';
import { Iterations, waitAtMost } from './iterations.ts';
import { factorOf, type LoadState, type Scaling } from './load-control.ts';
import type { LoadRun, LoadRunOptions } from './load-run.ts';
import { PlanChanges } from './plan-changes.ts';
import { PlanClock } from './plan-clock.ts';
import { FROM_THE_START, type PlanProgress } from './plan-progress.ts';
import { plannedArrivals } from './planned-arrivals.ts';
import { measuredFromMs, overError, resumeLoad, stateOf } from './run-span.ts';
import { StartLags } from './start-lags.ts';
import { numberOf, type Stripe, sizeOf, WHOLE } from './stripe.ts';
import type { Delivered } from './summary.ts';

/** How long iterations that still wait for a place when the stages are over may go on to start. */
const QUEUE_GRACE_MS = 10_000;

/** One that is due. */
interface Arrival {
  readonly index: number;
  readonly dueAtMs: number;
  /** Planned when it was due. */
  readonly ratePerSecond: number;
}

/**
 * Plays an open load: starts iterations when they are due, however slow the answers are. What is due while the most
 * that may be in flight are, waits for its turn and counts from when it was due, unless the plan says otherwise.
 */
export class OpenRun implements LoadRun {
  readonly finished: Promise<void>;
  readonly #options: LoadRunOptions;
  readonly #time: PlanClock;
  readonly #lags = new StartLags();
  readonly #iterations: Iterations;
  /** Of all threads; this one plays its stripe of them. */
  #arrivals: Arrivals;
  readonly #changes: Change[];
  readonly #changing: PlanChanges;
  readonly #stripe: Stripe;
  /** Set when nothing more is to be due, whatever the plan says. */
  #isCut = false;
  /** Milliseconds of the plan when nothing more was due. */
  #endedMs: number | undefined;
  /** How many arrivals of the stripe were due so far. */
  #due: number;
  /** Those that are due and have neither started nor been dropped, in order. */
  readonly #waiting = new Set<Arrival>();
  #overloadedAfterMs: number | undefined;
  #sayIdle: () => void = () => undefined;

  constructor(options: LoadRunOptions) {
    this.#options = options;
    const { load, seed, progress = FROM_THE_START } = options;
    this.#changes = [...progress.changes];
    this.#arrivals = plannedArrivals(load, seed, progress.changes);
    this.#due = progress.next;
    this.#stripe = options.stripe ?? WHOLE;
    this.#time = new PlanClock(options);
    this.#changing = new PlanChanges(this.#time, options.progress, {
      endMs: () => this.#arrivals.durationMs,
      catchUp: () => this.#takeDue(),
    });
    this.#iterations = new Iterations((iteration) => options.play(iteration), measuredFromMs(options));
    this.finished = this.#playAll();
  }

  /** As every run does; the plan becomes what was due by now. */
  async stop(graceMs: number): Promise<void> {
    if (!this.#isCut) {
      this.#takeDue();
      this.#endArrivals();
    }
    await waitAtMost(graceMs, this.finished, this.#options.clock);
    this.#dropWaiting();
    this.#iterations.interrupt();
    await this.finished;
  }

  hold(inMs: number): number {
    return this.#changing.hold(inMs);
  }

  async pause(atMs = this.hold(0)): Promise<void> {
    await this.#changing.make(atMs, () => this.#time.pause(atMs));
  }

  resume(atEpochMs?: number): void {
    resumeLoad({ ...this.#options, time: this.#time, iterations: this.#iterations }, atEpochMs);
  }

  async scale(scaling: Scaling, atMs = this.hold(0)): Promise<void> {
    const made = await this.#changing.make(atMs, () => this.#scaleRest(scaling, Math.max(0, atMs)));
    if (made === 'over') throw overError(this.#options.load);
  }

  state(): LoadState {
    const elapsedMs = this.#elapsedMs();
    return {
      ...stateOf(this.#options.load, this.#time, this.#iterations),
      ...(this.#endedMs === undefined ? {} : { state: 'over' }),
      elapsedMs,
      durationMs: this.#arrivals.durationMs,
      ratePerSecond: this.#arrivals.ratePerSecondAt(elapsedMs),
    };
  }

  delivered(): Delivered {
    return deliveredOf(this.#options.load, this.delivery());
  }

  delivery(): Delivery {
    const { counts, waited } = this.#iterations.measured;
    const overloadedAfterMs = this.#overloadedAfterMs;
    return {
      counts,
      warmUp: this.#iterations.warmUp.counts,
      elapsedMs: this.#elapsedMs(),
      pausedMs: this.#time.pausedMs,
      schedule: {
        ...this.#lags.counts,
        waited,
        ...(overloadedAfterMs === undefined ? {} : { overloadedAfterMs }),
      },
    };
  }

  progress(): PlanProgress {
    return {
      elapsedMs: this.#elapsedMs(),
      next: this.#due - this.#waiting.size,
      changes: [...this.#changes],
    };
  }

  /** Milliseconds of the plan over which arrivals were due, so far. */
  #elapsedMs(): number {
    return Math.max(0, Math.min(this.#endedMs ?? this.#time.elapsedMs, this.#arrivals.durationMs));
  }

  async #playAll(): Promise<void> {
    // What waited when an earlier run was cut off has been due for long, and must not start before this one does.
    await this.#time.reachResumed(this.#options.progress);
    while (!this.#isCut) {
      const { durationMs } = this.#arrivals;
      const isMore = this.#due < this.#planned;
      // The last arrival is due before the stages are over; a load lasts as long as its stages.
      const nextMs = isMore ? this.#dueMs(this.#due) : durationMs;
      if (!isMore && this.#time.isReached(durationMs)) break;
      // How precisely it is worth waiting is a matter of the thread: it has a stripe of the arrivals to start.
      const ratePerSecond = this.#arrivals.ratePerSecondAt(nextMs) / this.#stripe.count;
      await this.#time.reach(Math.min(nextMs, this.#changing.nextMs), ratePerSecond);
      this.#takeDue();
    }
    this.#changing.end();
    this.#time.resume();
    this.#endedMs = this.#time.elapsedMs;
    const idle = new Promise<void>((resolve) => {
      this.#sayIdle = resolve;
      if (this.#isIdle()) resolve();
    });
    if (this.#waiting.size > 0) {
      await waitAtMost(QUEUE_GRACE_MS, idle, this.#options.clock);
      this.#dropWaiting();
    }
    await idle;
  }

  #scaleRest(scaling: Scaling, atMs: number): void {
    const factor = factorOf(scaling, { ratePerSecond: this.#arrivals.ratePerSecondAt(atMs) });
    const change = { atMs, factor, done: countDue(this.#arrivals, this.#time) };
    this.#changes.push(change);
    this.#arrivals = this.#arrivals.rescaled(change);
  }

  /** Takes every arrival that is due and was not yet, and makes every change whose moment has come. */
  #takeDue(): void {
    do this.#takeDueArrivals();
    while (!this.#isCut && this.#changing.makeNext());
  }

  #takeDueArrivals(): void {
    const { clock, startAtMs, load } = this.#options;
    while (!this.#isCut && this.#due < this.#planned) {
      const dueMs = this.#dueMs(this.#due);
      if (!this.#time.isReached(dueMs)) return;
      const dueAtMs = this.#time.epochMs(dueMs);
      const ratePerSecond = this.#arrivals.ratePerSecondAt(dueMs);
      this.#waiting.add({ index: numberOf(this.#stripe, this.#due), dueAtMs, ratePerSecond });
      this.#due += 1;
      this.#startWaiting();
      if (this.#waiting.size === 0) continue;
      const { overload = 'queue' } = load;
      if (overload === 'queue') this.#iterations.tallyAt(dueAtMs).wait();
      else this.#dropWaiting();
      if (overload === 'abort') {
        this.#overloadedAfterMs = clock.now() - startAtMs;
        this.#endArrivals();
        this.#iterations.interrupt();
        this.#options.onOverload?.();
      }
    }
  }

  /** Starts those that wait, first come, first served, while there is room for them. */
  #startWaiting(): void {
    for (const arrival of this.#waiting) {
      if (this.#iterations.inFlight >= this.#options.load.maxInFlight) return;
      this.#waiting.delete(arrival);
      this.#recordLag(arrival);
      void this.#play(arrival);
    }
  }

  #dropWaiting(): void {
    for (const { dueAtMs } of this.#waiting) this.#iterations.tallyAt(dueAtMs).drop();
    this.#waiting.clear();
    if (this.#isIdle()) this.#sayIdle();
  }

  #endArrivals(): void {
    this.#isCut = true;
    this.#time.wake();
  }

  async #play({ index, dueAtMs }: Arrival): Promise<void> {
    await this.#iterations.play({ index, user: index, dueAtMs });
    this.#startWaiting();
    if (this.#isIdle()) this.#sayIdle();
  }

  #recordLag({ dueAtMs, ratePerSecond }: Arrival): void {
    if (this.#iterations.tallyAt(dueAtMs) === this.#iterations.warmUp) return;
    this.#lags.record(this.#options.clock.now() - dueAtMs, ratePerSecond);
  }

  /** How many arrivals of the stripe there are to be. */
  get #planned(): number {
    return sizeOf(this.#stripe, this.#arrivals.count);
  }

  /** @param place in the stripe, from 0 */
  #dueMs(place: number): number {
    return this.#arrivals.dueMs(numberOf(this.#stripe, place));
  }

  #isIdle(): boolean {
    return this.#iterations.inFlight === 0 && this.#waiting.size === 0;
  }
}

import { keyedRandom } from '../../target-shop/contract/keyed-random.ts';
import { type Arrivals, arrivalsOf } from './arrivals.ts';
import { type Delivery, deliveredOf } from './delivery.ts';
import { Iterations, waitAtMost } from './iterations.ts';
import type { LoadRun, LoadRunOptions } from './load-run.ts';
import { Histogram } from './measure/histogram.ts';
import { PRECISE_UP_TO_RATE_PER_SECOND } from './pacer.ts';
import { measuredFromMs } from './run-span.ts';
import { numberOf, type Stripe, sizeOf, WHOLE } from './stripe.ts';
import type { Delivered } from './summary.ts';

/** How long iterations that still wait for a place when the stages are over may go on to start. */
const QUEUE_GRACE_MS = 10_000;

/**
 * Plays an open load: starts iterations when they are due, however slow the answers are. What is due while the most
 * that may be in flight are, waits for its turn and counts from when it was due, unless the plan says otherwise.
 */
export class OpenRun implements LoadRun {
  readonly finished: Promise<void>;
  readonly #options: LoadRunOptions;
  /** Of all threads; this one plays its stripe of them. */
  readonly #arrivals: Arrivals;
  readonly #stripe: Stripe;
  readonly #startLag = new Histogram();
  readonly #arrivalsOver = new AbortController();
  readonly #iterations: Iterations;
  #endedAtMs: number | undefined;
  /** How many arrivals of the stripe there are to be. */
  #planned: number;
  /** How many of them were due so far. */
  #due = 0;
  /** The first that has neither started nor been dropped: those from here to the last due one wait. */
  #next = 0;
  #late = 0;
  #overloadedAfterMs: number | undefined;
  #sayIdle: () => void = () => undefined;

  constructor(options: LoadRunOptions) {
    this.#options = options;
    const { load, seed } = options;
    const chance = (gap: number) => keyedRandom(seed, load.name, gap, 'arrives');
    this.#arrivals = arrivalsOf(load.stages, load.arrivals === 'poisson' ? chance : undefined);
    this.#stripe = options.stripe ?? WHOLE;
    this.#planned = sizeOf(this.#stripe, this.#arrivals.count);
    this.#iterations = new Iterations((iteration) => options.play(iteration), measuredFromMs(options));
    this.finished = this.#playAll();
  }

  /** As every run does; the plan becomes what was due by now. */
  async stop(graceMs: number): Promise<void> {
    if (!this.#arrivalsOver.signal.aborted) {
      this.#takeDue();
      this.#endArrivals();
    }
    await waitAtMost(graceMs, this.finished, this.#options.clock);
    this.#dropWaiting();
    this.#iterations.interrupt();
    await this.finished;
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
      schedule: {
        late: this.#late,
        waited,
        ...(overloadedAfterMs === undefined ? {} : { overloadedAfterMs }),
        startLag: this.#startLag.toCounts(),
      },
    };
  }

  /** Milliseconds over which arrivals were due, so far. */
  #elapsedMs(): number {
    const { clock, startAtMs } = this.#options;
    const untilMs = this.#endedAtMs ?? clock.now();
    return Math.max(0, Math.min(untilMs - startAtMs, this.#arrivals.durationMs));
  }

  async #playAll(): Promise<void> {
    const { clock, pacer, startAtMs } = this.#options;
    while (this.#due < this.#planned) {
      const dueAtMs = this.#dueAtMs(this.#due);
      // How precisely it is worth waiting is a matter of the thread: it has a stripe of the arrivals to start.
      const ratePerSecond = this.#arrivals.ratePerSecondAt(dueAtMs - startAtMs) / this.#stripe.count;
      await pacer.waitUntil(dueAtMs, ratePerSecond, this.#arrivalsOver.signal);
      this.#takeDue();
    }
    // The last arrival is due before the stages are over; a load lasts as long as its stages.
    await pacer.waitUntil(startAtMs + this.#arrivals.durationMs, 0, this.#arrivalsOver.signal);
    this.#endedAtMs = clock.now();
    const idle = new Promise<void>((resolve) => {
      this.#sayIdle = resolve;
      if (this.#isIdle()) resolve();
    });
    if (this.#next < this.#due) {
      await waitAtMost(QUEUE_GRACE_MS, idle, clock);
      this.#dropWaiting();
    }
    await idle;
  }

  /** Takes every arrival that is due and was not yet. */
  #takeDue(): void {
    const { clock, startAtMs } = this.#options;
    while (this.#due < this.#planned && this.#dueAtMs(this.#due) <= clock.now()) {
      const dueAtMs = this.#dueAtMs(this.#due);
      this.#due += 1;
      this.#startWaiting();
      if (this.#next === this.#due) continue;
      const { overload = 'queue' } = this.#options.load;
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
    while (this.#next < this.#due && this.#iterations.inFlight < this.#options.load.maxInFlight) {
      const dueAtMs = this.#dueAtMs(this.#next);
      const index = numberOf(this.#stripe, this.#next);
      this.#next += 1;
      this.#recordLag(dueAtMs);
      void this.#play(index, dueAtMs);
    }
  }

  #dropWaiting(): void {
    for (; this.#next < this.#due; this.#next += 1) {
      this.#iterations.tallyAt(this.#dueAtMs(this.#next)).drop();
    }
    if (this.#isIdle()) this.#sayIdle();
  }

  #endArrivals(): void {
    this.#planned = this.#due;
    this.#arrivalsOver.abort();
  }

  async #play(index: number, dueAtMs: number): Promise<void> {
    await this.#iterations.play({ index, user: index, dueAtMs });
    this.#startWaiting();
    if (this.#isIdle()) this.#sayIdle();
  }

  #recordLag(dueAtMs: number): void {
    const { clock, startAtMs } = this.#options;
    if (this.#iterations.tallyAt(dueAtMs) === this.#iterations.warmUp) return;
    const lagMs = clock.now() - dueAtMs;
    this.#startLag.record(lagMs);
    if (lagMs > allowedLagMs(this.#arrivals.ratePerSecondAt(dueAtMs - startAtMs))) this.#late += 1;
  }

  #isIdle(): boolean {
    return this.#iterations.inFlight === 0 && this.#next === this.#due;
  }

  /** @param place in the stripe, from 0 */
  #dueAtMs(place: number): number {
    return this.#options.startAtMs + this.#arrivals.dueMs(numberOf(this.#stripe, place));
  }
}

/**
 * Answers how late an arrival may start: half the gap between arrivals. Where arrivals start in batches, it is
 * what it is at the fastest precise rate: 2.5 ms.
 */
export function allowedLagMs(ratePerSecond: number): number {
  return 500 / Math.min(ratePerSecond, PRECISE_UP_TO_RATE_PER_SECOND);
}

import { keyedRandom } from '../../target-shop/contract/keyed-random.ts';
import { type Arrivals, arrivalsOf } from './arrivals.ts';
import { Iterations, waitAtMost } from './iterations.ts';
import type { LoadRun, LoadRunOptions } from './load-run.ts';
import { Histogram } from './measure/histogram.ts';
import { latencyOf } from './measure/latency.ts';
import { PRECISE_UP_TO_RATE_PER_SECOND } from './pacer.ts';
import { measuredFromMs, measuredSeconds, warmUpOf } from './run-span.ts';
import type { Delivered } from './summary.ts';

/**
 * Plays an open load: starts iterations when they are due, however slow the answers are, and drops those that
 * would be too many at once.
 */
export class OpenRun implements LoadRun {
  readonly finished: Promise<void>;
  readonly #options: LoadRunOptions;
  readonly #arrivals: Arrivals;
  readonly #startLag = new Histogram();
  readonly #arrivalsOver = new AbortController();
  readonly #iterations: Iterations;
  #endedAtMs: number | undefined;
  #planned: number;
  #offered = 0;
  #late = 0;
  #sayIdle: () => void = () => undefined;

  constructor(options: LoadRunOptions) {
    this.#options = options;
    const { load, seed } = options;
    const chance = (gap: number) => keyedRandom(seed, load.name, gap, 'arrives');
    this.#arrivals = arrivalsOf(load.stages, load.arrivals === 'poisson' ? chance : undefined);
    this.#planned = this.#arrivals.count;
    this.#iterations = new Iterations((iteration) => options.play(iteration), measuredFromMs(options));
    this.finished = this.#playAll();
  }

  /** As every run does; the plan becomes what was due by now. */
  async stop(graceMs: number): Promise<void> {
    if (!this.#arrivalsOver.signal.aborted) {
      this.#offerDue();
      this.#planned = this.#offered;
      this.#arrivalsOver.abort();
    }
    await waitAtMost(graceMs, this.finished, this.#options.clock);
    this.#iterations.interrupt();
    await this.finished;
  }

  delivered(): Delivered {
    const { counts } = this.#iterations.measured;
    const elapsedMs = this.#elapsedMs();
    const seconds = measuredSeconds(this.#options, elapsedMs);
    const perSecond = (count: number) => (seconds > 0 ? count / seconds : 0);
    return {
      ...counts,
      ...warmUpOf(this.#options, this.#iterations.warmUp, elapsedMs),
      late: this.#late,
      plannedRatePerSecond: perSecond(counts.planned),
      startedRatePerSecond: perSecond(counts.started),
      startLag: latencyOf(this.#startLag),
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
      if (this.#iterations.inFlight === 0) resolve();
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
    const dueAtMs = startAtMs + dueMs;
    this.#offered += 1;
    if (this.#iterations.inFlight >= load.maxInFlight) {
      this.#iterations.tallyAt(dueAtMs).drop();
      return;
    }
    void this.#play(index, dueAtMs);
    if (this.#iterations.tallyAt(dueAtMs) === this.#iterations.warmUp) return;
    const lagMs = nowMs - dueAtMs;
    this.#startLag.record(lagMs);
    if (lagMs > allowedLagMs(this.#arrivals.ratePerSecondAt(dueMs))) this.#late += 1;
  }

  async #play(index: number, dueAtMs: number): Promise<void> {
    await this.#iterations.play({ index, user: index, dueAtMs });
    if (this.#iterations.inFlight === 0) this.#sayIdle();
  }
}

/**
 * Answers how late an arrival may start: half the gap between arrivals. Where arrivals start in batches, it is
 * what it is at the fastest precise rate: 2.5 ms.
 */
function allowedLagMs(ratePerSecond: number): number {
  return 500 / Math.min(ratePerSecond, PRECISE_UP_TO_RATE_PER_SECOND);
}

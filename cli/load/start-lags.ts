import { Histogram, type HistogramCounts } from './measure/histogram.ts';
import { PRECISE_UP_TO_RATE_PER_SECOND } from './pacer.ts';

/** How much later than they were due the iterations of an open load started. */
export class StartLags {
  readonly #lags = new Histogram();
  #late = 0;

  /** @param ratePerSecond planned when it was due */
  record(lagMs: number, ratePerSecond: number): void {
    this.#lags.record(lagMs);
    if (lagMs > allowedLagMs(ratePerSecond)) this.#late += 1;
  }

  get counts(): { readonly late: number; readonly startLag: HistogramCounts } {
    return { late: this.#late, startLag: this.#lags.toCounts() };
  }
}

/** Half the gap between arrivals. Where arrivals start in batches, it is what it is at the fastest precise rate: 2.5 ms. */
function allowedLagMs(ratePerSecond: number): number {
  return 500 / Math.min(ratePerSecond, PRECISE_UP_TO_RATE_PER_SECOND);
}

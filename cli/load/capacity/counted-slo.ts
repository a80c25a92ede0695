import type { Slo } from '../../plan/run-plan.ts';
import { isShare } from '../../plan/threshold.ts';
import { holds } from '../threshold-bound.ts';
import type { WatchedThreshold } from '../watched-threshold.ts';
import type { SloCount } from './slo-outcome.ts';

/** Counts what ends in a load as good or not; whether that is good enough is judged elsewhere, and never for good. */
export class CountedSlo implements WatchedThreshold {
  readonly threshold: Slo;
  readonly firstBrokenAtMs = undefined;
  #samples = 0;
  #misses = 0;

  constructor(slo: Slo) {
    this.threshold = slo;
  }

  get count(): SloCount {
    return { samples: this.#samples, misses: this.#misses };
  }

  record(valueMs: number, isError: boolean): void {
    this.#samples += 1;
    const isSlow = !isShare(this.threshold.metric) && !holds(this.threshold, valueMs);
    if (isError || isSlow) this.#misses += 1;
  }

  /** What was slow as well counts twice then: rare, and on the safe side. */
  spoil(): void {
    this.#misses = Math.min(this.#samples, this.#misses + 1);
  }

  turn(): void {
    // It has no windows.
  }

  end(): void {
    // Every request was counted when it ended.
  }
}

import { isShare, type Threshold, type ThresholdWindow, WINDOW_STEP_MS } from '../plan/threshold.ts';
import { RollingWindow, type Slice, SliceUnderWay } from './measure/rolling-window.ts';
import type { RolledThreshold } from './summary.ts';
import { badness, holds } from './threshold-bound.ts';

/** A threshold that looks at what ends in one load, while it plays. */
export interface WatchedThreshold {
  readonly threshold: Threshold;
  /** Epoch milliseconds from which on it is surely broken. */
  readonly firstBrokenAtMs: number | undefined;
  record(valueMs: number, isError: boolean, atMs: number): void;
  /** Makes an error of something that was just recorded as none. */
  spoil(atMs: number): void;
  /** Ends a slice of time. */
  turn(atMs: number): void;
  /** Looks a last time. */
  end(atMs: number): void;
}

/** A threshold over the whole load that a single request or journey breaks for good: a maximum, or no errors at all. */
export class StrictThreshold implements WatchedThreshold {
  readonly threshold: Threshold;
  #firstBrokenAtMs: number | undefined;

  constructor(threshold: Threshold) {
    this.threshold = threshold;
  }

  get firstBrokenAtMs(): number | undefined {
    return this.#firstBrokenAtMs;
  }

  record(valueMs: number, isError: boolean, atMs: number): void {
    const value = isShare(this.threshold.metric) ? Number(isError) : valueMs;
    if (!holds(this.threshold, value)) this.#firstBrokenAtMs ??= atMs;
  }

  spoil(atMs: number): void {
    if (this.threshold.metric === 'errors') this.#firstBrokenAtMs ??= atMs;
  }

  turn(): void {
    // Every request was looked at when it ended.
  }

  end(): void {
    // And so was the last one.
  }
}

/** A threshold with a window over a load that several threads play: this one tells its slices, and judges nothing. */
export class ToldThreshold implements WatchedThreshold {
  readonly threshold: Threshold;
  readonly firstBrokenAtMs = undefined;
  readonly #slice = new SliceUnderWay();
  #last: Slice = this.#slice.end();

  constructor(threshold: Threshold) {
    this.threshold = threshold;
  }

  record(valueMs: number, isError: boolean): void {
    this.#slice.record(valueMs, isError);
  }

  spoil(): void {
    this.#slice.spoil();
  }

  turn(): void {
    this.#last = this.#slice.end();
  }

  end(): void {
    this.turn();
  }

  /** What the slice held that ended last. */
  get last(): Slice {
    return this.#last;
  }
}

/** A threshold with a window: judged each time the window has moved on, once it is full. */
export class RollingThreshold implements WatchedThreshold {
  readonly threshold: Threshold;
  readonly #minSamples: number;
  readonly #window: RollingWindow;
  #full = 0;
  #judged = 0;
  #mostSamples = 0;
  #worst: RolledThreshold['worst'];
  #firstBrokenAtMs: number | undefined;

  constructor(threshold: Threshold, { lengthMs, minSamples }: ThresholdWindow) {
    this.threshold = threshold;
    this.#minSamples = minSamples;
    this.#window = new RollingWindow(lengthMs / WINDOW_STEP_MS);
  }

  get firstBrokenAtMs(): number | undefined {
    return this.#firstBrokenAtMs;
  }

  record(valueMs: number, isError: boolean): void {
    this.#window.record(valueMs, isError);
  }

  spoil(): void {
    this.#window.spoil();
  }

  /** Adds to the slice under way what another thread recorded in it. */
  absorb(slice: Slice): void {
    this.#window.absorb(slice);
  }

  turn(atMs: number): void {
    this.#window.turn();
    if (!this.#window.isFull) return;
    this.#full += 1;
    const samples = this.#window.durations.count;
    this.#mostSamples = Math.max(this.#mostSamples, samples);
    if (samples >= this.#minSamples) this.#judge(this.#value(), samples, atMs);
  }

  /** The last slice is over before its time, and counts like the others; but it makes no window full. */
  end(atMs: number): void {
    if (this.#window.isFull && this.#window.hasBegun) this.turn(atMs);
  }

  result(): RolledThreshold {
    return {
      expression: this.threshold.expression,
      full: this.#full,
      judged: this.#judged,
      mostSamples: this.#mostSamples,
      ...(this.#worst === undefined ? {} : { worst: this.#worst }),
      ...(this.#firstBrokenAtMs === undefined ? {} : { firstBrokenAtMs: this.#firstBrokenAtMs }),
    };
  }

  #judge(value: number, samples: number, atMs: number): void {
    this.#judged += 1;
    const { threshold } = this;
    if (this.#worst === undefined || badness(threshold, value) > badness(threshold, this.#worst.value)) {
      this.#worst = { value, samples, atMs };
    }
    if (!holds(threshold, value)) this.#firstBrokenAtMs ??= atMs;
  }

  /** The window's figure; it has samples. */
  #value(): number {
    const { metric, quantile, statistic } = this.threshold;
    const { durations, errors } = this.#window;
    if (isShare(metric)) return errors / durations.count;
    if (quantile !== undefined) return durations.quantileMs(quantile) ?? 0;
    return statistic === 'max' ? durations.maxMs : (durations.meanMs ?? 0);
  }
}

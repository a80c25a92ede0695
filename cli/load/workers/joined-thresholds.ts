import { isSureBeforeTheEnd, type Threshold } from '../../plan/threshold.ts';
import type { RolledThreshold } from '../summary.ts';
import type { BrokenThreshold, ToldSlices } from '../threshold-watch.ts';
import { RollingThreshold } from '../watched-threshold.ts';
import { Aligned } from './aligned.ts';

export interface JoinedThresholdsOptions {
  readonly thresholds: readonly Threshold[];
  readonly load: string;
  /** How many threads play the load. */
  readonly threads: number;
  /** Called once for every threshold that is surely broken. */
  onBroken(broken: BrokenThreshold): void;
}

/**
 * Judges the thresholds of a load that several threads play, as one thread would judge them: windows are made of the
 * slices of all threads, and what one request breaks for good is broken whoever sent it.
 */
export class JoinedThresholds {
  readonly #options: JoinedThresholdsOptions;
  readonly #rolling: readonly RollingThreshold[];
  readonly #slices: Aligned<ToldSlices>;
  readonly #told = new Set<string>();
  /** When the last thread ended, of those that have; epoch milliseconds. */
  #endedAtMs = 0;
  #playing: number;

  constructor(options: JoinedThresholdsOptions) {
    this.#options = options;
    this.#playing = options.threads;
    this.#rolling = options.thresholds
      .filter(isSureBeforeTheEnd)
      .flatMap((each) => (each.window === undefined ? [] : new RollingThreshold(each, each.window)));
    this.#slices = new Aligned(options.threads, (atMs, parts) => this.#judge(atMs, parts));
  }

  /** Takes a slice from a thread, in the order they end. */
  take(thread: number, told: ToldSlices): void {
    if (told.endedAtMs !== undefined) {
      this.#playing -= 1;
      this.#endedAtMs = Math.max(this.#endedAtMs, told.endedAtMs);
    }
    this.#slices.tell(thread, told.atMs, told);
    if (told.endedAtMs !== undefined) this.#slices.end(thread);
  }

  /** Takes what a thread found broken for good by itself. */
  takeBroken(broken: BrokenThreshold): void {
    if (this.#told.has(broken.expression)) return;
    this.#told.add(broken.expression);
    this.#options.onBroken(broken);
  }

  /** How the thresholds with windows came out so far, in their order. */
  results(): readonly RolledThreshold[] {
    return this.#rolling.map((each) => each.result());
  }

  #judge(atMs: number, parts: readonly ToldSlices[]): void {
    // The slice in which the last thread ended is over before its time.
    const isCut = this.#playing === 0 && atMs > this.#endedAtMs;
    this.#rolling.forEach((rolling, place) => {
      for (const { slices } of parts) {
        const slice = slices[place];
        if (slice !== undefined) rolling.absorb(slice);
      }
      if (isCut) rolling.end(this.#endedAtMs);
      else rolling.turn(atMs);
      this.#tell(rolling);
    });
  }

  #tell({ firstBrokenAtMs, threshold: { expression } }: RollingThreshold): void {
    if (firstBrokenAtMs === undefined) return;
    this.takeBroken({ expression, load: this.#options.load, atMs: firstBrokenAtMs });
  }
}

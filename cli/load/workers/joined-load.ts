import type { LoadPlan } from '../../plan/run-plan.ts';
import { isSureBeforeTheEnd, type Threshold } from '../../plan/threshold.ts';
import { deliveredOf, joinedDelivery } from '../delivery.ts';
import type { EngineCounts } from '../engine-counts.ts';
import { Ledger } from '../measure/ledger.ts';
import { measuredFromMs } from '../run-span.ts';
import { summariseLoad } from '../summarise-load.ts';
import type { ErrorClass, LoadSummary, LoadWindow, RolledThreshold } from '../summary.ts';
import type { BrokenThreshold, ToldSlices } from '../threshold-watch.ts';
import { JoinedSeconds, type ToldSecond } from './joined-seconds.ts';
import { JoinedThresholds } from './joined-thresholds.ts';

export interface JoinedLoadOptions {
  readonly load: LoadPlan;
  readonly startAtMs: number;
  /** How many threads play it. */
  readonly threads: number;
  readonly thresholds: readonly Threshold[];
  onWindow(window: LoadWindow): void;
  onBroken(broken: BrokenThreshold): void;
}

/** A load that several threads play: what they tell while it plays, and their sums, joined without loss. */
export class JoinedLoad {
  readonly #options: JoinedLoadOptions;
  readonly #seconds: JoinedSeconds;
  /** Left out where no threshold looks at the load while it plays. */
  readonly #thresholds: JoinedThresholds | undefined;

  constructor(options: JoinedLoadOptions) {
    this.#options = options;
    const { load, threads, thresholds } = options;
    this.#seconds = new JoinedSeconds(threads, (window) => options.onWindow(window));
    const isWatched = !load.probe && thresholds.some(isSureBeforeTheEnd);
    const onBroken = (broken: BrokenThreshold) => options.onBroken(broken);
    this.#thresholds = isWatched
      ? new JoinedThresholds({ thresholds, load: load.name, threads, onBroken })
      : undefined;
  }

  get plan(): LoadPlan {
    return this.#options.load;
  }

  /** How thresholds with windows came out so far. */
  get rolled(): readonly RolledThreshold[] {
    return this.#thresholds?.results() ?? [];
  }

  get windows(): readonly LoadWindow[] {
    return this.#seconds.windows;
  }

  takeSecond(thread: number, second: ToldSecond): void {
    this.#seconds.take(thread, second);
  }

  takeSlices(thread: number, told: ToldSlices): void {
    this.#thresholds?.take(thread, told);
  }

  takeBroken(broken: BrokenThreshold): void {
    this.#thresholds?.takeBroken(broken);
  }

  /** A thread has played its part to the end, and told all of it. */
  end(thread: number): void {
    this.#seconds.end(thread);
  }

  /** Answers the load's part of the summary, and its errors. @param counts of the threads that play it */
  summarise(counts: readonly EngineCounts[]): {
    readonly summary: LoadSummary;
    readonly errors: readonly ErrorClass[];
  } {
    const { load, startAtMs } = this.#options;
    const parts = counts.flatMap(({ loads }) => loads.filter(({ name }) => name === load.name));
    const ledger = new Ledger(load, measuredFromMs({ load, startAtMs }), { onWindow: () => undefined });
    for (const part of parts) ledger.absorb(part.ledger);
    const delivered = deliveredOf(load, joinedDelivery(parts.map(({ delivery }) => delivery)));
    return {
      summary: summariseLoad(load, { delivered, ledger, rolled: this.rolled }),
      errors: ledger.errorClasses(),
    };
  }
}

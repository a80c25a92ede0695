import { isSureBeforeTheEnd, type Threshold, WINDOW_STEP_MS } from '../plan/threshold.ts';
import type { JourneyResult } from './measure/journey-tally.ts';
import type { Sample } from './sample.ts';
import type { RolledThreshold } from './summary.ts';
import { RollingThreshold, StrictThreshold, type WatchedThreshold } from './watched-threshold.ts';

/** A threshold that cannot be met any more. */
export interface BrokenThreshold {
  readonly expression: string;
  readonly load: string;
  /** Epoch milliseconds. */
  readonly atMs: number;
}

export interface ThresholdWatchOptions {
  readonly thresholds: readonly Threshold[];
  readonly load: string;
  /** Epoch milliseconds, when the load starts. */
  readonly startAtMs: number;
  /** Called once for every threshold that is surely broken, as soon as it is. */
  onBroken(broken: BrokenThreshold): void;
}

/** Judges, while a load plays, the thresholds that can be broken for good before it is over. */
export class ThresholdWatch {
  readonly #options: ThresholdWatchOptions;
  readonly #watched: readonly WatchedThreshold[];
  readonly #bySubject: ReadonlyMap<string, readonly WatchedThreshold[]>;
  readonly #told = new Set<WatchedThreshold>();
  #sliceEndsAtMs: number;

  constructor(options: ThresholdWatchOptions) {
    this.#options = options;
    this.#watched = options.thresholds.filter(isSureBeforeTheEnd).map(watched);
    this.#bySubject = Map.groupBy(this.#watched, ({ threshold }) => threshold.subject);
    this.#sliceEndsAtMs = options.startAtMs + WINDOW_STEP_MS;
  }

  addRequest({ endpoint, intendedAtMs, sentAtMs, endedAtMs, outcome }: Sample): void {
    const result = {
      endedAtMs,
      responseMs: endedAtMs - intendedAtMs,
      serviceMs: endedAtMs - sentAtMs,
      isError: outcome === 'error',
    };
    this.#record('all', result);
    this.#record(endpoint, result);
  }

  /** Makes an error of a request that was just added as none. */
  spoilRequest(endpoint: string, atMs: number): void {
    for (const subject of ['all', endpoint]) {
      for (const watched of this.#bySubject.get(subject) ?? []) {
        watched.spoil(atMs);
        this.#tell(watched);
      }
    }
  }

  addJourney(name: string, result: JourneyResult): void {
    this.#record(name, { ...result, isError: result.outcome === 'failed' });
  }

  /** Ends every slice of time before an instant. */
  turnTo(nowMs: number): void {
    for (; this.#sliceEndsAtMs <= nowMs; this.#sliceEndsAtMs += WINDOW_STEP_MS) {
      for (const watched of this.#watched) {
        watched.turn(this.#sliceEndsAtMs);
        this.#tell(watched);
      }
    }
  }

  /** Judges what is left, for a load that is over. */
  end(nowMs: number): void {
    this.turnTo(nowMs);
    for (const watched of this.#watched) {
      watched.end(nowMs);
      this.#tell(watched);
    }
  }

  /** How the thresholds with windows came out so far, in their order. */
  results(): readonly RolledThreshold[] {
    return this.#watched.filter((each) => each instanceof RollingThreshold).map((each) => each.result());
  }

  #record(
    subject: string,
    {
      endedAtMs,
      responseMs,
      serviceMs,
      isError,
    }: Omit<JourneyResult, 'outcome'> & { readonly isError: boolean },
  ): void {
    const about = this.#bySubject.get(subject);
    if (about === undefined) return;
    this.turnTo(endedAtMs);
    for (const watched of about) {
      watched.record(watched.threshold.metric === 'service' ? serviceMs : responseMs, isError, endedAtMs);
      this.#tell(watched);
    }
  }

  #tell(watched: WatchedThreshold): void {
    const { firstBrokenAtMs, threshold } = watched;
    if (firstBrokenAtMs === undefined || this.#told.has(watched)) return;
    this.#told.add(watched);
    const { load, onBroken } = this.#options;
    onBroken({ expression: threshold.expression, load, atMs: firstBrokenAtMs });
  }
}

function watched(threshold: Threshold): WatchedThreshold {
  return threshold.window === undefined
    ? new StrictThreshold(threshold)
    : new RollingThreshold(threshold, threshold.window);
}

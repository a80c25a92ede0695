import type { Slo } from '../plan/run-plan.ts';
import { ALL_CHECKS, isSureBeforeTheEnd, type Threshold, WINDOW_STEP_MS } from '../plan/threshold.ts';
import { CountedSlo } from './capacity/counted-slo.ts';
import type { SloCount } from './capacity/slo-outcome.ts';
import type { JourneyResult } from './measure/journey-tally.ts';
import type { Slice } from './measure/rolling-window.ts';
import type { Sample } from './sample.ts';
import type { RolledThreshold } from './summary.ts';
import {
  RollingThreshold,
  StrictThreshold,
  ToldThreshold,
  type WatchedThreshold,
} from './watched-threshold.ts';

/** A threshold that cannot be met any more. */
export interface BrokenThreshold {
  readonly expression: string;
  readonly load: string;
  /** Epoch milliseconds. */
  readonly atMs: number;
}

/** What one thread of several recorded in a slice of the time, of each threshold with a window, in their order. */
export interface ToldSlices {
  /** Epoch milliseconds at which the slice ends. */
  readonly atMs: number;
  readonly slices: readonly Slice[];
  /** Set for the last, which may be over before its time. */
  readonly endedAtMs?: number;
}

export interface ThresholdWatchOptions {
  readonly thresholds: readonly Threshold[];
  /** What is counted for a search, and never broken. */
  readonly slos?: readonly Slo[];
  readonly load: string;
  /** Epoch milliseconds, when the load starts. */
  readonly startAtMs: number;
  /** Called once for every threshold that is surely broken, as soon as it is. */
  onBroken(broken: BrokenThreshold): void;
  /** Set where several threads play the load: thresholds with windows are told slice by slice, and not judged. */
  onSlices?(told: ToldSlices): void;
}

type WatchedBySubject = ReadonlyMap<string, readonly WatchedThreshold[]>;

/** Judges, while a load plays, the thresholds that can be broken for good before it is over. */
export class ThresholdWatch {
  readonly #options: ThresholdWatchOptions;
  readonly #watched: readonly WatchedThreshold[];
  readonly #counted: readonly CountedSlo[];
  readonly #bySubject: WatchedBySubject;
  /** Checks have names of their own: one may be that of a journey. */
  readonly #byCheck: WatchedBySubject;
  readonly #told = new Set<WatchedThreshold>();
  #sliceEndsAtMs: number;

  constructor(options: ThresholdWatchOptions) {
    this.#options = options;
    const isTold = options.onSlices !== undefined;
    this.#counted = (options.slos ?? []).map((slo) => new CountedSlo(slo));
    this.#watched = [
      ...options.thresholds.filter(isSureBeforeTheEnd).map((threshold) => watched(threshold, isTold)),
      ...this.#counted,
    ];
    const isOfChecks = ({ threshold: { metric } }: WatchedThreshold) => metric === 'failed';
    this.#bySubject = bySubject(this.#watched.filter((each) => !isOfChecks(each)));
    this.#byCheck = bySubject(this.#watched.filter(isOfChecks));
    this.#sliceEndsAtMs = options.startAtMs + WINDOW_STEP_MS;
  }

  addRequest({ endpoint, intendedAtMs, sentAtMs, endedAtMs, outcome }: Sample): void {
    const result = {
      endedAtMs,
      responseMs: endedAtMs - intendedAtMs,
      serviceMs: endedAtMs - sentAtMs,
      isError: outcome === 'error',
    };
    this.#record(this.#bySubject.get('all'), result);
    this.#record(this.#bySubject.get(endpoint), result);
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
    this.#record(this.#bySubject.get(name), { ...result, isError: result.outcome === 'failed' });
  }

  addCheck(name: string, holds: boolean, atMs: number): void {
    if (this.#byCheck.size === 0) return;
    const result = { endedAtMs: atMs, responseMs: 0, serviceMs: 0, isError: !holds };
    for (const subject of new Set([ALL_CHECKS, name])) this.#record(this.#byCheck.get(subject), result);
  }

  /** Ends every slice of time before an instant. */
  turnTo(nowMs: number): void {
    for (; this.#sliceEndsAtMs <= nowMs; this.#sliceEndsAtMs += WINDOW_STEP_MS) {
      for (const watched of this.#watched) {
        watched.turn(this.#sliceEndsAtMs);
        this.#tell(watched);
      }
      this.#tellSlices({});
    }
  }

  /** Judges what is left, for a load that is over. */
  end(nowMs: number): void {
    this.turnTo(nowMs);
    for (const watched of this.#watched) {
      watched.end(nowMs);
      this.#tell(watched);
    }
    this.#tellSlices({ endedAtMs: nowMs });
  }

  /** How the thresholds with windows came out so far, in their order. */
  results(): readonly RolledThreshold[] {
    return this.#watched.filter((each) => each instanceof RollingThreshold).map((each) => each.result());
  }

  /** What was counted so far, in the order of the SLOs. */
  sloCounts(): readonly SloCount[] {
    return this.#counted.map(({ count }) => count);
  }

  #record(
    about: readonly WatchedThreshold[] | undefined,
    {
      endedAtMs,
      responseMs,
      serviceMs,
      isError,
    }: Omit<JourneyResult, 'outcome'> & { readonly isError: boolean },
  ): void {
    if (about === undefined) return;
    this.turnTo(endedAtMs);
    for (const watched of about) {
      watched.record(watched.threshold.metric === 'service' ? serviceMs : responseMs, isError, endedAtMs);
      this.#tell(watched);
    }
  }

  #tellSlices(end: Pick<ToldSlices, 'endedAtMs'>): void {
    const slices = this.#watched.flatMap((each) => (each instanceof ToldThreshold ? each.last : []));
    this.#options.onSlices?.({ atMs: this.#sliceEndsAtMs, slices, ...end });
  }

  #tell(watched: WatchedThreshold): void {
    const { firstBrokenAtMs, threshold } = watched;
    if (firstBrokenAtMs === undefined || this.#told.has(watched)) return;
    this.#told.add(watched);
    const { load, onBroken } = this.#options;
    onBroken({ expression: threshold.expression, load, atMs: firstBrokenAtMs });
  }
}

function bySubject(watched: readonly WatchedThreshold[]): WatchedBySubject {
  return Map.groupBy(watched, ({ threshold }) => threshold.subject);
}

function watched(threshold: Threshold, isTold: boolean): WatchedThreshold {
  if (threshold.window === undefined) return new StrictThreshold(threshold);
  return isTold ? new ToldThreshold(threshold) : new RollingThreshold(threshold, threshold.window);
}

import type { TimeWindow } from '../../plan/run-timeline.ts';
import type { LoadFigures } from '../engine.ts';
import type { Sample } from '../sample.ts';
import type { LoadWindow } from '../summary.ts';
import { Histogram, type HistogramCounts } from './histogram.ts';
import { latencyOf } from './latency.ts';

/** A second that is over, small enough to keep thousands of. */
interface Second {
  readonly window: LoadWindow;
  readonly counts: HistogramCounts;
}

const SECOND_MS = 1000;

/**
 * One load second by second, on whole seconds of the epoch. The second under way has a full histogram; those that
 * are over keep only what is not zero, about six bytes a request.
 */
export class Seconds {
  readonly #load: string;
  readonly #onOver: (window: LoadWindow) => void;
  readonly #over: Second[] = [];
  #atMs: number;
  #started = 0;
  #requests = 0;
  #errors = 0;
  #declined = 0;
  #response = new Histogram();

  /**
   * @param startAtMs epoch milliseconds, when the load starts
   * @param onOver called once for every second from then on, in order
   */
  constructor(load: string, startAtMs: number, onOver: (window: LoadWindow) => void) {
    this.#load = load;
    this.#onOver = onOver;
    this.#atMs = wholeSecond(startAtMs);
  }

  /** The windows that are over, ascending. */
  get windows(): readonly LoadWindow[] {
    return this.#over.map(({ window }) => window);
  }

  startIteration(nowMs: number): void {
    this.turnTo(nowMs);
    this.#started += 1;
  }

  add({ outcome, intendedAtMs, endedAtMs }: Sample): void {
    this.turnTo(endedAtMs);
    this.#requests += 1;
    if (outcome === 'error') this.#errors += 1;
    if (outcome === 'declined') this.#declined += 1;
    this.#response.record(endedAtMs - intendedAtMs);
  }

  /** Makes an error of a request that was just added. */
  spoil(): void {
    this.#errors += 1;
  }

  /** Ends every second before the one of an instant. */
  turnTo(nowMs: number): void {
    while (this.#atMs + SECOND_MS <= nowMs) this.#turn();
  }

  /** Ends the second under way, for a load that is over. */
  end(nowMs: number): void {
    this.turnTo(nowMs);
    if (nowMs >= this.#atMs) this.#turn();
  }

  /** Sums over the seconds whose middle lies in a window, the second under way included. */
  figures({ fromMs, toMs }: TimeWindow): LoadFigures {
    const inside = [...this.#over, this.#current()].filter(({ window }) => {
      const middleMs = window.atMs + SECOND_MS / 2;
      return middleMs >= fromMs && middleMs < toMs;
    });
    const response = new Histogram();
    for (const { counts } of inside) response.add(counts);
    const sum = (pick: (window: LoadWindow) => number) =>
      inside.reduce((total, { window }) => total + pick(window), 0);
    const p95Ms = response.quantileMs(0.95);
    return {
      requests: sum(({ requests }) => requests),
      errors: sum(({ errors }) => errors),
      declined: sum(({ declined }) => declined),
      response: latencyOf(response),
      ...(p95Ms === undefined ? {} : { p95Ms }),
      histogram: response.toCounts(),
    };
  }

  #current(): Second {
    const p50Ms = this.#response.quantileMs(0.5);
    const p95Ms = this.#response.quantileMs(0.95);
    const window = {
      atMs: this.#atMs,
      load: this.#load,
      started: this.#started,
      requests: this.#requests,
      errors: this.#errors,
      declined: this.#declined,
      ...(p50Ms === undefined || p95Ms === undefined ? {} : { p50Ms, p95Ms, maxMs: this.#response.maxMs }),
    };
    return { window, counts: this.#response.toCounts() };
  }

  #turn(): void {
    const second = this.#current();
    this.#over.push(second);
    this.#atMs += SECOND_MS;
    this.#started = 0;
    this.#requests = 0;
    this.#errors = 0;
    this.#declined = 0;
    this.#response = new Histogram();
    this.#onOver(second.window);
  }
}

function wholeSecond(epochMs: number): number {
  return Math.floor(epochMs / SECOND_MS) * SECOND_MS;
}

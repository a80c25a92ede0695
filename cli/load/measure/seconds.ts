import type { TimeWindow } from '../../plan/run-timeline.ts';
import type { LoadFigures } from '../engine.ts';
import type { Sample } from '../sample.ts';
import type { LoadWindow } from '../summary.ts';
import { figuresOf } from './figures-of.ts';
import { Histogram, type HistogramCounts } from './histogram.ts';
import { PastSeconds, type Stretch } from './past-seconds.ts';
import { SecondRows } from './second-rows.ts';

const SECOND_MS = 1000;

/** A second of a load, and the response times of what ended in it. */
export interface Second {
  readonly window: LoadWindow;
  readonly response: HistogramCounts;
}

/**
 * One load second by second, on whole seconds of the epoch. What is long over is kept in coarser stretches, in
 * memory that does not grow with requests and hardly with time.
 */
export class Seconds {
  readonly #load: string;
  readonly #onOver: (window: LoadWindow, response: HistogramCounts) => void;
  readonly #rows = new SecondRows();
  readonly #past = new PastSeconds();
  #atMs: number;
  #started = 0;
  #requests = 0;
  #errors = 0;
  #declined = 0;
  #response = new Histogram();

  /**
   * @param startAtMs epoch milliseconds, when the load starts
   * @param onOver called once for every second from then on, in order, with the response times in it
   */
  constructor(
    load: string,
    startAtMs: number,
    onOver: (window: LoadWindow, response: HistogramCounts) => void,
  ) {
    this.#load = load;
    this.#onOver = onOver;
    this.#atMs = wholeSecond(startAtMs);
  }

  /** The windows that are over, ascending: seconds in the first hour of a load, longer stretches in a longer one. */
  get windows(): readonly LoadWindow[] {
    return this.#rows.rows;
  }

  /** The second under way, so far. */
  get underWay(): Second {
    return { window: this.#currentRow(), response: this.#response.toCounts() };
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

  /**
   * Sums over the stretches whose middle lies in a window, the second under way included. Stretches are seconds in
   * the last minute and at most a 32nd of their age before it.
   */
  figures({ fromMs, toMs }: TimeWindow): LoadFigures {
    const inside = [...this.#past.stretches, this.#current()].filter(({ atMs, lengthMs }) => {
      const middleMs = atMs + lengthMs / 2;
      return middleMs >= fromMs && middleMs < toMs;
    });
    return figuresOf(inside);
  }

  #current(): Stretch {
    return {
      atMs: this.#atMs,
      lengthMs: SECOND_MS,
      requests: this.#requests,
      errors: this.#errors,
      declined: this.#declined,
      counts: this.#response.toCounts(),
    };
  }

  #currentRow(): LoadWindow {
    return {
      atMs: this.#atMs,
      load: this.#load,
      started: this.#started,
      requests: this.#requests,
      errors: this.#errors,
      declined: this.#declined,
      ...timesOf(this.#response),
    };
  }

  #turn(): void {
    const row = this.#currentRow();
    const stretch = this.#current();
    this.#rows.push(row);
    this.#past.push(stretch);
    this.#atMs += SECOND_MS;
    this.#started = 0;
    this.#requests = 0;
    this.#errors = 0;
    this.#declined = 0;
    this.#response = new Histogram();
    this.#onOver(row, stretch.counts);
  }
}

/** Answers what a row says of the response times in it. */
export function timesOf(response: Histogram): Pick<LoadWindow, 'p50Ms' | 'p95Ms' | 'maxMs'> {
  const p50Ms = response.quantileMs(0.5);
  const p95Ms = response.quantileMs(0.95);
  return p50Ms === undefined || p95Ms === undefined ? {} : { p50Ms, p95Ms, maxMs: response.maxMs };
}

function wholeSecond(epochMs: number): number {
  return Math.floor(epochMs / SECOND_MS) * SECOND_MS;
}

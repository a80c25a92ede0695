import { Histogram, type HistogramCounts } from './histogram.ts';

/** What ended in a stretch of whole seconds, small enough to keep many of. */
export interface Stretch {
  /** Epoch milliseconds. */
  readonly atMs: number;
  readonly lengthMs: number;
  readonly requests: number;
  readonly errors: number;
  readonly declined: number;
  /** Of response times. */
  readonly counts: HistogramCounts;
}

/** So many of each length are kept; the newest ones are seconds. */
const MOST_OF_A_LENGTH = 64;

/**
 * The seconds of a load that are over, the longer ago the coarser: the last 64 one by one, before them 64 pairs, 64
 * fours and so on. A stretch is at most a 32nd of its age long, and a day takes 700 of them.
 */
export class PastSeconds {
  /** By length, each twice as long as the one before; within a length ascending. */
  readonly #levels: Stretch[][] = [[]];

  /** Ascending. */
  get stretches(): readonly Stretch[] {
    return this.#levels.toReversed().flat();
  }

  /** Adds the next second. */
  push(second: Stretch): void {
    this.#levels[0]?.push(second);
    for (let level = 0; level < this.#levels.length; level += 1) this.#thin(level);
  }

  /** Joins the two oldest of a length when there are too many of it. */
  #thin(level: number): void {
    const stretches = this.#levels[level] ?? [];
    if (stretches.length <= MOST_OF_A_LENGTH) return;
    const [older, newer] = stretches.splice(0, 2);
    if (older === undefined || newer === undefined) return;
    const longer = this.#levels[level + 1] ?? [];
    longer.push(joined(older, newer));
    this.#levels[level + 1] = longer;
  }
}

function joined(older: Stretch, newer: Stretch): Stretch {
  const both = new Histogram();
  both.add(older.counts);
  both.add(newer.counts);
  return {
    atMs: older.atMs,
    lengthMs: older.lengthMs + newer.lengthMs,
    requests: older.requests + newer.requests,
    errors: older.errors + newer.errors,
    declined: older.declined + newer.declined,
    counts: both.toCounts(),
  };
}

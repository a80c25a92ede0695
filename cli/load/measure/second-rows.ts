import type { LoadWindow } from '../summary.ts';

/** An hour of seconds; some 200 bytes each. */
const MOST_ROWS = 3600;
const SECOND_MS = 1000;

/**
 * The time line of a load, a row a second at first. When there would be more than 3600 rows, neighbours are joined
 * and a row becomes twice as long: the memory does not grow with the run.
 */
export class SecondRows {
  #rows: LoadWindow[] = [];
  /** Seconds since the last row of full length. */
  #young: LoadWindow[] = [];
  #rowSeconds = 1;

  /** Ascending; those of the last stretch are seconds still. */
  get rows(): readonly LoadWindow[] {
    return [...this.#rows, ...this.#young];
  }

  /** Adds the next second. */
  push(second: LoadWindow): void {
    this.#young.push(second);
    if (this.#young.length < this.#rowSeconds) return;
    this.#rows.push(joined(this.#young));
    this.#young = [];
    if (this.#rows.length >= MOST_ROWS) this.#joinNeighbours();
  }

  #joinNeighbours(): void {
    this.#rowSeconds *= 2;
    this.#rows = this.#rows.flatMap((row, place) => {
      const next = this.#rows[place + 1];
      return place % 2 === 1 || next === undefined ? [] : [joined([row, next])];
    });
  }
}

/** Counts add up; the median is the mean of medians by requests, and p95 and maximum are the highest. */
function joined(rows: readonly LoadWindow[]): LoadWindow {
  const [first] = rows;
  if (first === undefined) throw new RangeError('nothing to join');
  if (rows.length === 1) return first;
  const sum = (pick: (row: LoadWindow) => number) => rows.reduce((total, row) => total + pick(row), 0);
  const answered = rows.filter(({ p50Ms }) => p50Ms !== undefined);
  const requests = sum((row) => row.requests);
  const highest = (pick: (row: LoadWindow) => number | undefined) =>
    Math.max(...answered.map((row) => pick(row) ?? 0));
  return {
    atMs: first.atMs,
    lengthMs: sum(({ lengthMs = SECOND_MS }) => lengthMs),
    load: first.load,
    started: sum((row) => row.started),
    requests,
    errors: sum((row) => row.errors),
    declined: sum((row) => row.declined),
    ...(answered.length === 0
      ? {}
      : {
          p50Ms: sum(({ p50Ms = 0, requests: weight }) => p50Ms * weight) / requests,
          p95Ms: highest(({ p95Ms }) => p95Ms),
          maxMs: highest(({ maxMs }) => maxMs),
        }),
  };
}

import { Histogram, type HistogramCounts } from './histogram.ts';

/** What ended in one slice of the time, small enough to keep thousands of. */
interface Slice {
  readonly errors: number;
  readonly counts: HistogramCounts;
}

/**
 * Durations and errors of the last so many slices of time. Every slice is kept until the window has moved past it,
 * so the memory is that of one window, however long the run.
 */
export class RollingWindow {
  readonly #capacity: number;
  readonly #slices: Slice[] = [];
  readonly #inside = new Histogram();
  #errors = 0;
  #current = new Histogram();
  #currentErrors = 0;

  /** @param capacity how many slices make a full window, ≥ 1 */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Whether the slices that are over fill the window. */
  get isFull(): boolean {
    return this.#slices.length === this.#capacity;
  }

  /** How many slices are kept, at most the capacity. */
  get sliceCount(): number {
    return this.#slices.length;
  }

  /** Durations in the window, the slice under way left out; changes with the next turn. */
  get durations(): Histogram {
    return this.#inside;
  }

  /** Errors in the window, the slice under way left out. */
  get errors(): number {
    return this.#errors;
  }

  /** Whether anything was recorded in the slice under way. */
  get hasBegun(): boolean {
    return this.#current.count > 0;
  }

  /** Counts into the slice under way. */
  record(valueMs: number, isError: boolean): void {
    this.#current.record(valueMs);
    if (isError) this.#currentErrors += 1;
  }

  /** Makes an error of something that was just recorded as none. */
  spoil(): void {
    this.#currentErrors += 1;
  }

  /** Ends the slice under way; the window moves on to where it ends. */
  turn(): void {
    const slice = { errors: this.#currentErrors, counts: this.#current.toCounts() };
    const gone = this.isFull ? this.#slices.shift() : undefined;
    this.#slices.push(slice);
    this.#inside.add(slice.counts);
    this.#errors += slice.errors - (gone?.errors ?? 0);
    if (gone !== undefined && gone.counts.counts.length > 0) this.#inside.remove(gone.counts, this.#maxMs());
    if (this.#current.count > 0) this.#current = new Histogram();
    this.#currentErrors = 0;
  }

  #maxMs(): number {
    return this.#slices.reduce((max, { counts }) => Math.max(max, counts.maxMs), 0);
  }
}

import { Histogram, type HistogramCounts } from './histogram.ts';

/** What ended in one slice of the time, small enough to keep thousands of. */
export interface Slice {
  readonly errors: number;
  readonly counts: HistogramCounts;
}

/** The slice of the time that is under way. */
export class SliceUnderWay {
  #durations = new Histogram();
  #errors = 0;

  /** Whether anything was recorded in it. */
  get hasBegun(): boolean {
    return this.#durations.count > 0;
  }

  record(valueMs: number, isError: boolean): void {
    this.#durations.record(valueMs);
    if (isError) this.#errors += 1;
  }

  /** Makes an error of something that was just recorded as none. */
  spoil(): void {
    this.#errors += 1;
  }

  /** Adds a slice of the same time that another thread recorded. */
  absorb({ errors, counts }: Slice): void {
    this.#durations.add(counts);
    this.#errors += errors;
  }

  /** Ends it and begins the next. @returns what it held */
  end(): Slice {
    const slice = { errors: this.#errors, counts: this.#durations.toCounts() };
    if (this.hasBegun) this.#durations = new Histogram();
    this.#errors = 0;
    return slice;
  }
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
  readonly #current = new SliceUnderWay();

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
    return this.#current.hasBegun;
  }

  /** Counts into the slice under way. */
  record(valueMs: number, isError: boolean): void {
    this.#current.record(valueMs, isError);
  }

  /** Makes an error of something that was just recorded as none. */
  spoil(): void {
    this.#current.spoil();
  }

  /** Adds to the slice under way what another thread recorded in it. */
  absorb(slice: Slice): void {
    this.#current.absorb(slice);
  }

  /** Ends the slice under way; the window moves on to where it ends. */
  turn(): void {
    const slice = this.#current.end();
    const gone = this.isFull ? this.#slices.shift() : undefined;
    this.#slices.push(slice);
    this.#inside.add(slice.counts);
    this.#errors += slice.errors - (gone?.errors ?? 0);
    if (gone !== undefined && gone.counts.counts.length > 0) this.#inside.remove(gone.counts, this.#maxMs());
  }

  #maxMs(): number {
    return this.#slices.reduce((max, { counts }) => Math.max(max, counts.maxMs), 0);
  }
}

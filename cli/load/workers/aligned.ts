/**
 * Gathers what several threads tell of the same stretches of time, and hands a stretch on once all of them have told
 * of it or have ended: in order, and each stretch whole.
 */
export class Aligned<Part> {
  readonly #onWhole: (atMs: number, parts: readonly Part[]) => void;
  readonly #waiting = new Map<number, Part[]>();
  /** Up to where each has told. */
  readonly #toldToMs: number[];

  /** @param threads how many tell, ≥ 1 */
  constructor(threads: number, onWhole: (atMs: number, parts: readonly Part[]) => void) {
    this.#onWhole = onWhole;
    this.#toldToMs = Array.from({ length: threads }, () => Number.NEGATIVE_INFINITY);
  }

  /** @param atMs of the stretch, ascending for each thread */
  tell(thread: number, atMs: number, part: Part): void {
    const parts = this.#waiting.get(atMs) ?? [];
    parts.push(part);
    this.#waiting.set(atMs, parts);
    this.#tellTo(thread, atMs);
  }

  /** A thread tells no more. */
  end(thread: number): void {
    this.#tellTo(thread, Number.POSITIVE_INFINITY);
  }

  #tellTo(thread: number, atMs: number): void {
    this.#toldToMs[thread] = atMs;
    const allToldToMs = Math.min(...this.#toldToMs);
    const whole = [...this.#waiting.keys()].filter((each) => each <= allToldToMs).sort((a, b) => a - b);
    for (const each of whole) {
      const parts = this.#waiting.get(each) ?? [];
      this.#waiting.delete(each);
      this.#onWhole(each, parts);
    }
  }
}

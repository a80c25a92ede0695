import type { Point } from './point.ts';

/** A message between threads costs more than a point: some hundred share one. */
const MOST_IN_BATCH = 500;
const SEND_EVERY_MS = 250;

/** Gathers points into batches. */
export class PointBatches {
  readonly #send: (batch: readonly Point[]) => void;
  #waiting: Point[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(send: (batch: readonly Point[]) => void) {
    this.#send = send;
  }

  add(point: Point): void {
    this.#waiting.push(point);
    if (this.#waiting.length >= MOST_IN_BATCH) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), SEND_EVERY_MS);
  }

  /** Sends what waits. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#waiting.length === 0) return;
    this.#send(this.#waiting);
    this.#waiting = [];
  }
}

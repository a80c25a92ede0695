import type { JourneySummary } from '../summary.ts';
import { Histogram } from './histogram.ts';
import { latencyOf } from './latency.ts';

/** How one playing of a journey came out. */
export interface JourneyResult {
  readonly outcome: 'ok' | 'failed' | 'declined';
  /** Sums over its requests, think time left out. */
  readonly responseMs: number;
  readonly serviceMs: number;
}

/** Sums over the playings of one journey. */
export class JourneyTally {
  readonly #response = new Histogram();
  readonly #service = new Histogram();
  #started = 0;
  #completed = 0;
  #failed = 0;
  #declined = 0;
  #interrupted = 0;

  start(): void {
    this.#started += 1;
  }

  interrupt(): void {
    this.#interrupted += 1;
  }

  complete({ outcome, responseMs, serviceMs }: JourneyResult): void {
    this.#completed += 1;
    if (outcome === 'failed') this.#failed += 1;
    if (outcome === 'declined') this.#declined += 1;
    this.#response.record(responseMs);
    this.#service.record(serviceMs);
  }

  summary(name: string): JourneySummary {
    return {
      name,
      started: this.#started,
      completed: this.#completed,
      failed: this.#failed,
      declined: this.#declined,
      interrupted: this.#interrupted,
      response: latencyOf(this.#response),
      service: latencyOf(this.#service),
    };
  }
}

import type { JourneySummary, LatencyBlocks } from '../summary.ts';
import { Blocks } from './blocks.ts';
import { Histogram } from './histogram.ts';
import { latencyOf } from './latency.ts';

/** How one playing of a journey came out. */
export interface JourneyResult {
  readonly outcome: 'ok' | 'failed' | 'declined';
  /** Epoch milliseconds. */
  readonly endedAtMs: number;
  /** Sums over its requests, think time left out. */
  readonly responseMs: number;
  readonly serviceMs: number;
}

/** Sums over the playings of one journey. */
export class JourneyTally {
  readonly #response: Blocks;
  readonly #service = new Histogram();
  #started = 0;
  #completed = 0;
  #failed = 0;
  #declined = 0;
  #interrupted = 0;

  /** @param startAtMs epoch milliseconds, when the load starts */
  constructor(startAtMs: number) {
    this.#response = new Blocks(startAtMs);
  }

  start(): void {
    this.#started += 1;
  }

  interrupt(): void {
    this.#interrupted += 1;
  }

  complete({ outcome, endedAtMs, responseMs, serviceMs }: JourneyResult): void {
    this.#completed += 1;
    if (outcome === 'failed') this.#failed += 1;
    if (outcome === 'declined') this.#declined += 1;
    this.#response.record(responseMs, endedAtMs, outcome === 'failed');
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
      response: latencyOf(this.#response.total()),
      service: latencyOf(this.#service),
    };
  }

  latencyBlocks(): LatencyBlocks {
    return this.#response.toLatencyBlocks();
  }
}

import type { JourneySummary, LatencyBlocks } from '../summary.ts';
import { type BlockCounts, Blocks } from './blocks.ts';
import { Histogram, type HistogramCounts } from './histogram.ts';
import { latencyOf } from './latency.ts';
import type { LiveTimes } from './live-times.ts';

/** How one playing of a journey came out. */
export interface JourneyResult {
  readonly outcome: 'ok' | 'failed' | 'declined';
  /** Epoch milliseconds. */
  readonly endedAtMs: number;
  /** Sums over its requests, think time left out. */
  readonly responseMs: number;
  readonly serviceMs: number;
}

/** A {@link JourneyTally} as plain data. */
export interface JourneyCounts {
  readonly started: number;
  readonly completed: number;
  readonly failed: number;
  readonly declined: number;
  readonly interrupted: number;
  readonly response: BlockCounts;
  readonly service: HistogramCounts;
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
  /** Left out where nobody looks at the load while it plays. */
  readonly live: LiveTimes | undefined;

  /**
   * @param startAtMs epoch milliseconds, when the load starts
   * @param live is told each time too
   */
  constructor(startAtMs: number, live?: LiveTimes) {
    this.#response = new Blocks(startAtMs);
    this.live = live;
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
    this.live?.record(responseMs, serviceMs, outcome === 'failed');
  }

  counts(): JourneyCounts {
    return {
      started: this.#started,
      completed: this.#completed,
      failed: this.#failed,
      declined: this.#declined,
      interrupted: this.#interrupted,
      response: this.#response.counts(),
      service: this.#service.toCounts(),
    };
  }

  /** Adds what another thread counted. */
  absorb({ started, completed, failed, declined, interrupted, response, service }: JourneyCounts): void {
    this.#started += started;
    this.#completed += completed;
    this.#failed += failed;
    this.#declined += declined;
    this.#interrupted += interrupted;
    this.#response.absorb(response);
    this.#service.add(service);
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

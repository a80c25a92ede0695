import type { Sample } from '../sample.ts';
import type { EndpointSummary, LatencyBlocks } from '../summary.ts';
import { type BlockCounts, Blocks } from './blocks.ts';
import { Histogram, type HistogramCounts } from './histogram.ts';
import { latencyOf } from './latency.ts';
import type { LiveTimes } from './live-times.ts';
import { type PhaseCounts, PhaseTally } from './phase-tally.ts';

/** A {@link RequestTally} as plain data. */
export interface RequestCounts {
  readonly requests: number;
  readonly errors: number;
  readonly declined: number;
  readonly response: BlockCounts;
  readonly service: HistogramCounts;
  readonly phases: PhaseCounts;
}

/** Sums over requests of one kind. */
export class RequestTally {
  readonly #response: Blocks;
  readonly #service = new Histogram();
  readonly #phases = new PhaseTally();
  /** Left out where nobody looks at the load while it plays. */
  readonly live: LiveTimes | undefined;
  #requests = 0;
  #errors = 0;
  #declined = 0;

  /**
   * @param startAtMs epoch milliseconds, when the load starts
   * @param live is told each time too
   */
  constructor(startAtMs: number, live?: LiveTimes) {
    this.#response = new Blocks(startAtMs);
    this.live = live;
  }

  add(sample: Sample): void {
    const { outcome, intendedAtMs, sentAtMs, endedAtMs } = sample;
    this.#requests += 1;
    if (outcome === 'error') this.#errors += 1;
    if (outcome === 'declined') this.#declined += 1;
    this.#response.record(endedAtMs - intendedAtMs, endedAtMs, outcome === 'error');
    this.#service.record(endedAtMs - sentAtMs);
    this.#phases.add(sample);
    this.live?.record(endedAtMs - intendedAtMs, endedAtMs - sentAtMs, outcome === 'error');
  }

  /** Makes an error of a request that was no error until its content was looked at. */
  spoil(): void {
    this.#errors += 1;
    this.#response.spoil();
    this.live?.spoil();
  }

  counts(): RequestCounts {
    return {
      requests: this.#requests,
      errors: this.#errors,
      declined: this.#declined,
      response: this.#response.counts(),
      service: this.#service.toCounts(),
      phases: this.#phases.counts(),
    };
  }

  /** Adds what another thread counted. */
  absorb({ requests, errors, declined, response, service, phases }: RequestCounts): void {
    this.#requests += requests;
    this.#errors += errors;
    this.#declined += declined;
    this.#response.absorb(response);
    this.#service.add(service);
    this.#phases.absorb(phases);
  }

  summary(name: string): EndpointSummary {
    return {
      name,
      requests: this.#requests,
      errors: this.#errors,
      declined: this.#declined,
      response: latencyOf(this.#response.total()),
      service: latencyOf(this.#service),
      ...this.#phases.summary(),
    };
  }

  latencyBlocks(): LatencyBlocks {
    return this.#response.toLatencyBlocks();
  }
}

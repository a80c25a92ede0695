import type { Sample } from '../sample.ts';
import type { EndpointSummary, LatencyBlocks } from '../summary.ts';
import { Blocks } from './blocks.ts';
import { Histogram } from './histogram.ts';
import { latencyOf } from './latency.ts';
import { PhaseTally } from './phase-tally.ts';

/** Sums over requests of one kind. */
export class RequestTally {
  readonly #response: Blocks;
  readonly #service = new Histogram();
  readonly #phases = new PhaseTally();
  #requests = 0;
  #errors = 0;
  #declined = 0;

  /** @param startAtMs epoch milliseconds, when the load starts */
  constructor(startAtMs: number) {
    this.#response = new Blocks(startAtMs);
  }

  add(sample: Sample): void {
    const { outcome, intendedAtMs, sentAtMs, endedAtMs } = sample;
    this.#requests += 1;
    if (outcome === 'error') this.#errors += 1;
    if (outcome === 'declined') this.#declined += 1;
    this.#response.record(endedAtMs - intendedAtMs, endedAtMs, outcome === 'error');
    this.#service.record(endedAtMs - sentAtMs);
    this.#phases.add(sample);
  }

  /** Makes an error of a request that was no error until its content was looked at. */
  spoil(): void {
    this.#errors += 1;
    this.#response.spoil();
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

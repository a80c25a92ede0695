import type { Sample } from '../sample.ts';
import type { EndpointSummary } from '../summary.ts';
import { Histogram } from './histogram.ts';
import { latencyOf } from './latency.ts';

/** Sums over requests of one kind. */
export class RequestTally {
  readonly #response = new Histogram();
  readonly #service = new Histogram();
  #requests = 0;
  #errors = 0;
  #declined = 0;

  add({ outcome, intendedAtMs, sentAtMs, endedAtMs }: Sample): void {
    this.#requests += 1;
    if (outcome === 'error') this.#errors += 1;
    if (outcome === 'declined') this.#declined += 1;
    this.#response.record(endedAtMs - intendedAtMs);
    this.#service.record(endedAtMs - sentAtMs);
  }

  /** Makes an error of a request that was no error until its content was looked at. */
  spoil(): void {
    this.#errors += 1;
  }

  summary(name: string): EndpointSummary {
    return {
      name,
      requests: this.#requests,
      errors: this.#errors,
      declined: this.#declined,
      response: latencyOf(this.#response),
      service: latencyOf(this.#service),
    };
  }
}

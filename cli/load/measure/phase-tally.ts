import type { Sample } from '../sample.ts';
import type { EndpointSummary, PhaseLatencies } from '../summary.ts';
import { Histogram } from './histogram.ts';
import { latencyOf } from './latency.ts';

/** How long the parts of requests took. */
export class PhaseTally {
  readonly #byPhase = new Map<keyof PhaseLatencies, Histogram>();

  add(sample: Pick<Sample, 'connectMs' | 'tlsMs' | 'ttfbMs'>): void {
    this.#record('connect', sample.connectMs);
    this.#record('tls', sample.tlsMs);
    this.#record('ttfb', sample.ttfbMs);
  }

  /** Nothing where no part was told. */
  summary(): Pick<EndpointSummary, 'phases'> {
    if (this.#byPhase.size === 0) return {};
    const phases = Array.from(this.#byPhase, ([name, times]) => [name, latencyOf(times)]);
    return { phases: Object.fromEntries(phases) };
  }

  #record(phase: keyof PhaseLatencies, valueMs: number | undefined): void {
    if (valueMs === undefined) return;
    const known = this.#byPhase.get(phase) ?? new Histogram();
    this.#byPhase.set(phase, known);
    known.record(valueMs);
  }
}

import type { Sample } from '../sample.ts';
import type { EndpointSummary, PhaseLatencies } from '../summary.ts';
import { Histogram, type HistogramCounts } from './histogram.ts';
import { latencyOf } from './latency.ts';

/** The times of each part that a request had. */
export type PhaseCounts = Partial<Record<keyof PhaseLatencies, HistogramCounts>>;

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

  counts(): PhaseCounts {
    return Object.fromEntries(Array.from(this.#byPhase, ([name, times]) => [name, times.toCounts()]));
  }

  /** Adds what another thread counted. */
  absorb(phases: PhaseCounts): void {
    for (const phase of ['connect', 'tls', 'ttfb'] as const) {
      const counts = phases[phase];
      if (counts !== undefined) this.#timesOf(phase).add(counts);
    }
  }

  #record(phase: keyof PhaseLatencies, valueMs: number | undefined): void {
    if (valueMs === undefined) return;
    this.#timesOf(phase).record(valueMs);
  }

  #timesOf(phase: keyof PhaseLatencies): Histogram {
    const known = this.#byPhase.get(phase);
    if (known !== undefined) return known;
    const times = new Histogram();
    this.#byPhase.set(phase, times);
    return times;
  }
}

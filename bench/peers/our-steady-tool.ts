import { packageVersion } from '../../cli/core/package-root.ts';
import { Histogram } from '../../cli/load/measure/histogram.ts';
import { playOneRequestLoad } from '../one-request-load.ts';
import type { SteadyTool } from './steady-tools.ts';

/** Our engine, told what the peers are told; it reports response times, which count from when the plan wanted each. */
export const ourSteadyTool: SteadyTool = {
  name: 'shopctl',
  version: packageVersion(),
  how: '--rate',
  async play({ targetUrl, ratePerSecond, seconds }) {
    const { figures } = await playOneRequestLoad({ targetUrl, ratePerSecond, durationMs: seconds * 1000 });
    const responses = new Histogram();
    if (figures.histogram !== undefined) responses.add(figures.histogram);
    return {
      requests: figures.requests,
      p99Ms: responses.quantileMs(0.99) ?? Number.NaN,
      maxMs: responses.maxMs,
      meanMs: responses.meanMs ?? Number.NaN,
    };
  },
};

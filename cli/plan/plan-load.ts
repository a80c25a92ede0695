import { inFlightLimit } from './plan-scenario.ts';
import type { MixEntry, Origin, RunPlan } from './run-plan.ts';
import type { Threshold } from './threshold.ts';

/** The shop's own mix: one iteration draws each journey independently; 5.04 % draw nothing. */
export const DEFAULT_MIX: readonly MixEntry[] = [
  { journey: 'menu', probability: 0.8 },
  { journey: 'purchase', probability: 0.6 },
  { journey: 'history', probability: 0.3 },
  { journey: 'customers', probability: 0.1 },
];

/** What `shopctl load` was asked for. */
export interface LoadRequest {
  readonly ratePerSecond: number;
  readonly durationMs: number;
  readonly seed: number;
  /** Any base URL; `undefined` for the deployed shop. */
  readonly targetUrl?: string;
  readonly thresholds: readonly Threshold[];
  readonly origins: Readonly<Record<string, Origin>>;
}

/** Answers the plan of a load without faults: one constant stream of the shop's own mix. */
export function planLoad(request: LoadRequest): RunPlan {
  const { ratePerSecond, durationMs, seed, targetUrl, thresholds, origins } = request;
  const stages = [{ durationMs, fromRatePerSecond: ratePerSecond, toRatePerSecond: ratePerSecond }];
  return {
    name: 'load',
    title: 'Weighted user journeys against the shop',
    ...(targetUrl === undefined ? {} : { targetUrl }),
    seed,
    speed: 1,
    loads: [
      {
        name: 'users',
        during: 'run',
        stages,
        mix: DEFAULT_MIX,
        maxInFlight: inFlightLimit(stages),
        thinkTimeFactor: 1,
        probe: false,
      },
    ],
    thresholds,
    expectationFiles: [],
    origins,
  };
}

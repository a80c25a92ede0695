import { inFlightLimit } from './plan-scenario.ts';
import { planThresholds } from './plan-thresholds.ts';
import type { LoadStage, MixEntry, Origin, RunPlan } from './run-plan.ts';
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
  /** How the rate moves, from the start to the end. */
  readonly stages: readonly LoadStage[];
  readonly mix: readonly MixEntry[];
  readonly seed: number;
  /** Any base URL; `undefined` for the deployed shop. */
  readonly targetUrl?: string;
  readonly thresholds: readonly Threshold[];
  /** Whether a threshold that is surely broken ends the load. */
  readonly abortOnFail: boolean;
  readonly origins: Readonly<Record<string, Origin>>;
}

/**
 * Answers the plan of a load without faults: one stream of users.
 * @throws UsageError for thresholds that such a load cannot judge
 */
export function planLoad(request: LoadRequest): RunPlan {
  const { stages, mix, seed, targetUrl, thresholds, abortOnFail, origins } = request;
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
        mix,
        maxInFlight: inFlightLimit(stages),
        thinkTimeFactor: 1,
        probe: false,
      },
    ],
    thresholds: planThresholds(thresholds, { durationMs: durationOf(stages), abortOnFail }),
    ...(abortOnFail ? { abortOnFail } : {}),
    expectationFiles: [],
    origins,
  };
}

function durationOf(stages: readonly LoadStage[]): number {
  return stages.reduce((sum, { durationMs }) => sum + durationMs, 0);
}

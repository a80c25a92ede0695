import type { LoadPlan } from '../../plan/run-plan.ts';

/** At 200/s, one arrival in 100 of the first 15 s is 1.45 ms late from a cold start, 1.05 ms after 200, 0.8 ms after 3,000. */
const MOST_REQUESTS = 3000;
/** By then a load has become warm by itself. */
const SECONDS = 15;

/**
 * Answers how many requests a thread is run in with before it plays loads: as many as the fastest of its open loads
 * starts iterations in 15 seconds, 3,000 at most, which take half a second. Closed loads have no schedule that a cold
 * start could miss.
 */
export function requestsToRunIn(loads: readonly Pick<LoadPlan, 'stages' | 'userStages'>[]): number {
  const open = loads.filter(({ userStages }) => userStages === undefined).flatMap(({ stages }) => stages);
  const rates = open.flatMap(({ fromRatePerSecond, toRatePerSecond }) => [
    fromRatePerSecond,
    toRatePerSecond,
  ]);
  return Math.min(MOST_REQUESTS, Math.ceil(Math.max(0, ...rates) * SECONDS));
}

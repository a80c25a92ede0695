import type { LoadCourse } from './load-course.ts';
import { planThresholds } from './plan-thresholds.ts';
import { planUsers, type UsersRequest } from './plan-users.ts';
import type { CapacitySearch, K6Program, Origin, RunPlan } from './run-plan.ts';
import type { Threshold } from './threshold.ts';
import type { WirePlan } from './wire-plan.ts';

/** What `shopctl load` was asked for. */
export interface LoadRequest extends Omit<UsersRequest, 'isSearched'> {
  /** Threads that play it together, ≥ 1. */
  readonly workers: number;
  /** What journeys of the user's own are played from; nothing when left out. */
  readonly own?: Required<Pick<RunPlan, 'journeyFiles' | 'feeds'>>;
  /** How requests reach the target, where that is not as by default. */
  readonly wire?: WirePlan;
  /** What plays the load; the embedded engine when left out. */
  readonly engine?: K6Program;
  readonly seed: number;
  /** Any base URL; `undefined` for the deployed shop. */
  readonly targetUrl?: string;
  readonly thresholds: readonly Threshold[];
  /** Set where the rate is searched for. */
  readonly search?: CapacitySearch | undefined;
  /** Whether a threshold that is surely broken ends the load. */
  readonly abortOnFail: boolean;
  readonly origins: Readonly<Record<string, Origin>>;
}

/**
 * Answers the plan of a load without faults: one stream of users.
 * @throws UsageError for thresholds that such a load cannot judge
 */
export function planLoad(request: LoadRequest): RunPlan {
  const { course, workers, wire, seed, targetUrl, origins, thresholds, abortOnFail, search } = request;
  const users = { name: 'users', during: 'run', thinkTimeFactor: 1 } as const;
  return {
    name: 'load',
    title: 'Weighted user journeys against the shop',
    ...(targetUrl === undefined ? {} : { targetUrl }),
    seed,
    speed: 1,
    loads: [planUsers({ ...request, isSearched: search !== undefined }, users)],
    ...(workers === 1 ? {} : { workers }),
    ...ownOf(request),
    ...(wire === undefined ? {} : { wire }),
    ...(request.engine === undefined ? {} : { engine: request.engine }),
    thresholds: planThresholds(thresholds, { durationMs: durationOf(course), abortOnFail }),
    ...(search === undefined ? {} : { search }),
    ...(abortOnFail ? { abortOnFail } : {}),
    expectationFiles: [],
    origins,
  };
}

function ownOf({ own }: LoadRequest): Pick<RunPlan, 'journeyFiles' | 'feeds'> {
  const { journeyFiles = [], feeds = [] } = own ?? {};
  return {
    ...(journeyFiles.length === 0 ? {} : { journeyFiles }),
    ...(feeds.length === 0 ? {} : { feeds }),
  };
}

/** Without the warm-up, in which nothing is judged. */
function durationOf({ stages, userStages = [] }: LoadCourse): number {
  return [...stages, ...userStages].reduce((sum, { durationMs }) => sum + durationMs, 0);
}

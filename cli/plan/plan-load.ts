import type { LoadCourse } from './load-course.ts';
import { inFlightLimit } from './plan-scenario.ts';
import { SEARCH_MAX_IN_FLIGHT } from './plan-search.ts';
import { planThresholds } from './plan-thresholds.ts';
import type {
  CapacitySearch,
  K6Program,
  LoadPlan,
  MixEntry,
  MixMode,
  Origin,
  Overload,
  RunPlan,
  UserStage,
} from './run-plan.ts';
import type { Threshold } from './threshold.ts';
import { warmedUp } from './warm-up.ts';
import type { WirePlan } from './wire-plan.ts';

/** What `shopctl load` was asked for. */
export interface LoadRequest {
  /** How the rate or the number of users moves, from the start to the end. */
  readonly course: LoadCourse;
  /** How long is played before anything counts; 0 for not at all. */
  readonly warmUpMs: number;
  /** Most iterations in flight at once; the default is what the rate needs for the longest timeouts. */
  readonly maxInFlight?: number | undefined;
  readonly overload: Overload;
  readonly mix: readonly MixEntry[];
  readonly mixMode: MixMode;
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
  const { course, warmUpMs, mix, mixMode, workers, wire, seed, targetUrl, origins } = request;
  const { thresholds, abortOnFail, search } = request;
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
        ...warmedUp(course, warmUpMs),
        mix,
        mixMode,
        ...limitsOf(request),
        thinkTimeFactor: 1,
        probe: false,
      },
    ],
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

/** Virtual users are their own limit. */
function limitsOf({
  course,
  maxInFlight,
  overload,
  search,
}: LoadRequest): Pick<LoadPlan, 'maxInFlight' | 'overload'> {
  if (course.userStages !== undefined) return { maxInFlight: mostUsers(course.userStages) };
  const needed = search === undefined ? inFlightLimit(course.stages) : SEARCH_MAX_IN_FLIGHT;
  return { maxInFlight: maxInFlight ?? needed, overload };
}

function mostUsers(stages: readonly UserStage[]): number {
  return Math.ceil(Math.max(...stages.flatMap(({ fromUsers, toUsers }) => [fromUsers, toUsers])));
}

/** Without the warm-up, in which nothing is judged. */
function durationOf({ stages, userStages = [] }: LoadCourse): number {
  return [...stages, ...userStages].reduce((sum, { durationMs }) => sum + durationMs, 0);
}

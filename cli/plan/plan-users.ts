import type { LoadCourse } from './load-course.ts';
import { SEARCH_MAX_IN_FLIGHT } from './plan-search.ts';
import type { LoadPlan, LoadStage, MixEntry, MixMode, Overload, UserStage } from './run-plan.ts';
import { warmedUp } from './warm-up.ts';

/** Iterations that may be in flight at once, in seconds of the highest rate: twice the longest step timeout. */
const IN_FLIGHT_SECONDS = 20;

/** A stream of users, as flags or a file ask for it. */
export interface UsersRequest {
  /** How the rate or the number of users moves, from the start to the end. */
  readonly course: LoadCourse;
  /** How long is played before anything counts; 0 for not at all. */
  readonly warmUpMs: number;
  /** Most iterations in flight at once; the default is what the rate needs for the longest timeouts. */
  readonly maxInFlight?: number | undefined;
  readonly overload: Overload;
  readonly mix: readonly MixEntry[];
  readonly mixMode: MixMode;
  /** Whether the rate is not planned but searched for. */
  readonly isSearched?: boolean;
}

/** What of a load is not asked for by its users' flags. */
type Frame = Pick<LoadPlan, 'name' | 'during' | 'thinkTimeFactor' | 'trafficType'>;

/** Answers the plan of a stream of users. */
export function planUsers(request: UsersRequest, { name, during, ...frame }: Frame): LoadPlan {
  const { course, warmUpMs, mix, mixMode } = request;
  return {
    ...{ name, during, ...warmedUp(course, warmUpMs), mix, mixMode, ...limitsOf(request) },
    ...{ ...frame, probe: false },
  };
}

/** Answers how many iterations of these stages may be in flight at once. */
export function inFlightLimit(stages: readonly LoadStage[]): number {
  const peak = Math.max(...stages.flatMap((stage) => [stage.fromRatePerSecond, stage.toRatePerSecond]));
  return Math.max(100, Math.ceil(peak * IN_FLIGHT_SECONDS));
}

/** Virtual users are their own limit. */
function limitsOf({
  course,
  maxInFlight,
  overload,
  isSearched = false,
}: UsersRequest): Pick<LoadPlan, 'maxInFlight' | 'overload'> {
  if (course.userStages !== undefined) return { maxInFlight: mostUsers(course.userStages) };
  const needed = isSearched ? SEARCH_MAX_IN_FLIGHT : inFlightLimit(course.stages);
  return { maxInFlight: maxInFlight ?? needed, overload };
}

function mostUsers(stages: readonly UserStage[]): number {
  return Math.ceil(Math.max(...stages.flatMap(({ fromUsers, toUsers }) => [fromUsers, toUsers])));
}

import { UsageError } from '../core/errors.ts';
import { type LoadShape, type Piece, shapePieces } from './load-shapes.ts';
import { chainStages, parseRateStage, parseUserStage } from './parse-stage.ts';
import type { LoadPlan, LoadStage, UserStage } from './run-plan.ts';

/** How a load moves, as the command line says it. */
export interface WrittenCourse {
  readonly ratePerSecond: number;
  /** Virtual users; a closed load when it is there. */
  readonly users?: number | undefined;
  readonly durationMs: number;
  readonly shape: LoadShape;
  /** Whether arrivals come at random moments. */
  readonly isPoisson?: boolean;
  /** `DURATION:RATE`, or `DURATION:USERS` of a closed load. */
  readonly stages: readonly string[];
  /** Names of the flags that were typed: what is there by default contradicts nothing. */
  readonly typed: ReadonlySet<string>;
}

/** The part of a plan that says how a load moves. */
export type LoadCourse = Pick<LoadPlan, 'stages' | 'userStages' | 'arrivals'>;

/**
 * Answers how a load moves: at a rate or by virtual users, in a shape or in stages.
 * @throws UsageError for two flags that say the same in two ways, and for stages that are none
 */
export function courseOf(written: WrittenCourse): LoadCourse {
  const { users, typed } = written;
  if (users !== undefined) {
    refuse(
      typed,
      'vus',
      'rate',
      'a load is played either by users, one iteration after another, or on schedule',
    );
    refuse(typed, 'vus', 'poisson', 'virtual users have no arrivals that could come at random moments');
    refuse(typed, 'vus', 'max-in-flight', 'virtual users are never more than there are');
    refuse(typed, 'vus', 'overload', 'virtual users start nothing while they play');
    return { stages: [], userStages: userPieces(written, users).map(toUserStage) };
  }
  return {
    stages: ratePieces(written).map(toRateStage),
    ...(written.isPoisson === true ? { arrivals: 'poisson' } : {}),
  };
}

function ratePieces(written: WrittenCourse): readonly Piece[] {
  const { ratePerSecond, stages, typed } = written;
  if (stages.length === 0) return shaped(written, ratePerSecond);
  refuse(typed, 'stage', 'rate', 'stages say rate and duration themselves');
  refuse(typed, 'stage', 'duration', 'stages say rate and duration themselves');
  return chainStages(0, stages.map(parseRateStage));
}

function userPieces(written: WrittenCourse, users: number): readonly Piece[] {
  const { stages, typed } = written;
  if (stages.length > 0) {
    refuse(typed, 'stage', 'duration', 'stages say their durations themselves');
    return chainStages(users, stages.map(parseUserStage));
  }
  if (users > 0) return shaped(written, users);
  throw new UsageError('--vus 0 plays nothing', {
    hint: 'Write at least 1, or say with --stage how many users there are to be: --vus 0 --stage 1m:30.',
  });
}

function shaped({ shape, durationMs }: WrittenCourse, highest: number): readonly Piece[] {
  return shapePieces(shape, highest, durationMs);
}

/** @throws UsageError when both flags were typed */
function refuse(typed: ReadonlySet<string>, one: string, other: string, why: string): void {
  if (!typed.has(one) || !typed.has(other)) return;
  throw new UsageError(`--${one} and --${other} cannot stand together: ${why}`, {
    hint: `Leave out --${other}, or --${one}.`,
  });
}

function toRateStage({ durationMs, from, to }: Piece): LoadStage {
  return { durationMs, fromRatePerSecond: from, toRatePerSecond: to };
}

function toUserStage({ durationMs, from, to }: Piece): UserStage {
  return { durationMs, fromUsers: from, toUsers: to };
}

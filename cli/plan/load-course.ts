import { type LoadShape, type Piece, shapePieces } from './load-shapes.ts';
import { FLAG_NAMES, OptionError, type OptionNames } from './option-error.ts';
import { chainStages, parseRateStage, parseUserStage, type WrittenStage } from './parse-stage.ts';
import type { LoadPlan, LoadStage, UserStage } from './run-plan.ts';

/** How a load moves, as the command line or a file says it. */
export interface WrittenCourse {
  readonly ratePerSecond: number;
  /** Virtual users; a closed load when it is there. */
  readonly users?: number | undefined;
  readonly durationMs: number;
  readonly shape: LoadShape;
  /** Whether arrivals come at random moments. */
  readonly isPoisson?: boolean;
  /** Read already, or `DURATION:RATE`, or `DURATION:USERS` of a closed load. */
  readonly stages: readonly (WrittenStage | string)[];
  /** Names of the flags that were typed: what is there by default contradicts nothing. */
  readonly typed: ReadonlySet<string>;
  /** What options are called where it is written; flags when left out. */
  readonly names?: OptionNames;
}

/** The part of a plan that says how a load moves. */
export type LoadCourse = Pick<LoadPlan, 'stages' | 'userStages' | 'arrivals'>;

/**
 * Answers how a load moves: at a rate or by virtual users, in a shape or in stages.
 * @throws OptionError for two flags that say the same in two ways, and for stages that are none
 */
export function courseOf(written: WrittenCourse): LoadCourse {
  const { users } = written;
  if (users !== undefined) {
    refuse(
      written,
      'vus',
      'rate',
      'a load is played either by users, one iteration after another, or on schedule',
    );
    refuse(written, 'vus', 'poisson', 'virtual users have no arrivals that could come at random moments');
    refuse(written, 'vus', 'max-in-flight', 'virtual users are never more than there are');
    refuse(written, 'vus', 'overload', 'virtual users start nothing while they play');
    return { stages: [], userStages: userPieces(written, users).map(toUserStage) };
  }
  return {
    stages: ratePieces(written).map(toRateStage),
    ...(written.isPoisson === true ? { arrivals: 'poisson' } : {}),
  };
}

function ratePieces(written: WrittenCourse): readonly Piece[] {
  const { ratePerSecond, stages } = written;
  if (stages.length === 0) return shaped(written, ratePerSecond);
  refuse(written, 'stage', 'shape', 'stages are a shape of their own');
  refuse(written, 'stage', 'rate', 'stages say rate and duration themselves');
  refuse(written, 'stage', 'duration', 'stages say rate and duration themselves');
  return chainStages(
    0,
    stages.map((stage) => (typeof stage === 'string' ? parseRateStage(stage) : stage)),
  );
}

function userPieces(written: WrittenCourse, users: number): readonly Piece[] {
  const { stages } = written;
  if (stages.length > 0) {
    refuse(written, 'stage', 'shape', 'stages are a shape of their own');
    refuse(written, 'stage', 'duration', 'stages say their durations themselves');
    return chainStages(
      users,
      stages.map((stage) => (typeof stage === 'string' ? parseUserStage(stage) : stage)),
    );
  }
  if (users > 0) return shaped(written, users);
  const { nameOf } = written.names ?? FLAG_NAMES;
  throw new OptionError(['vus'], `${nameOf('vus')} 0 plays nothing`, {
    hint:
      written.names === undefined
        ? 'Write at least 1, or say with --stage how many users there are to be: --vus 0 --stage 1m:30.'
        : `Write at least 1, or say with ${nameOf('stage')} how many users there are to be.`,
  });
}

function shaped({ shape, durationMs }: WrittenCourse, highest: number): readonly Piece[] {
  return shapePieces(shape, highest, durationMs);
}

/** @throws OptionError when both flags were typed */
function refuse({ typed, names = FLAG_NAMES }: WrittenCourse, one: string, other: string, why: string): void {
  if (!typed.has(one) || !typed.has(other)) return;
  const [oneName, otherName] = [names.nameOf(one), names.nameOf(other)];
  throw new OptionError([other], `${oneName} and ${otherName} cannot stand together: ${why}`, {
    hint: `Leave out ${otherName}, or ${oneName}.`,
  });
}

function toRateStage({ durationMs, from, to }: Piece): LoadStage {
  return { durationMs, fromRatePerSecond: from, toRatePerSecond: to };
}

function toUserStage({ durationMs, from, to }: Piece): UserStage {
  return { durationMs, fromUsers: from, toUsers: to };
}

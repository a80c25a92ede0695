import { z } from 'zod';
import { strictKeys } from '../core/strict-keys.ts';
import {
  writtenDurationMs as durationMs,
  writtenRatePerSecond as ratePerSecond,
  writtenShare as share,
} from '../core/written-values.ts';
import { courseOf, type LoadCourse } from './load-course.ts';
import { readMix } from './load-mixes.ts';
import { LOAD_SHAPES } from './load-shapes.ts';
import { FILE_KEYS, OptionError } from './option-error.ts';
import { parseRateOr0, type WrittenStage } from './parse-stage.ts';
import type { UsersRequest } from './plan-users.ts';

const SHAPES = LOAD_SHAPES.filter((shape) => shape !== 'breakpoint');

const rateOrUsers = z.union([z.string(), z.int().min(0)], {
  error: 'write a rate such as 30/m or 5/s, or beside vus a number of users',
});

const stage = strictKeys({
  duration: durationMs.describe('Demo time; divided by the speed.'),
  from: rateOrUsers
    .optional()
    .describe(
      'Iterations per minute (30/m) or second (5/s), not changed by the speed, or virtual users; where the stage before ended when left out, at first 0 or vus.',
    ),
  to: rateOrUsers.optional().describe('The value at the end of the stage; the same as `from` when left out.'),
});

/** A load as a scenario file writes it; keys are named as the flags of `shopctl load`. */
export const scenarioLoad = strictKeys({
  name: z.string().regex(/^[a-z][a-z0-9-]*$/, 'use lower-case letters, digits and hyphens'),
  during: z.enum(['run', 'fault']).describe('The whole run, or only while the clock of the faults runs.'),
  rate: ratePerSecond.optional().describe('In place of stages: the highest rate, not changed by the speed.'),
  vus: z
    .int()
    .min(0)
    .optional()
    .describe(
      'Virtual users in place of a rate, each playing one iteration after another; stages count users then.',
    ),
  duration: durationMs
    .optional()
    .describe('Beside rate or vus, demo time: how long the shape lasts; that of the scenario when left out.'),
  shape: z
    .enum(SHAPES)
    .optional()
    .describe('How rate or users move over the duration; steady when left out.'),
  stages: z.array(stage).min(1).optional(),
  poisson: z.boolean().optional().describe('Iterations start at random moments, seeded.'),
  warmup: durationMs
    .optional()
    .describe('Real time, before the stages: played at the first rate and left out of all results.'),
  maxInFlight: z.int().min(1).optional().describe('Most iterations in flight at once.'),
  overload: z
    .enum(['queue', 'drop', 'abort'])
    .optional()
    .describe('What becomes of an iteration that would be one too many; queue when left out.'),
  mix: z
    .union([z.string(), z.record(z.string(), share)], {
      error: 'write journeys and their shares, { menu: 80% }, or the name of a mix',
    })
    .describe('Journeys and how often an iteration draws each of them, or the name of a mix.'),
  mixMode: z
    .enum(['independent', 'weighted', 'exact'])
    .optional()
    .describe('How shares are drawn; as the mix says when left out.'),
  trafficType: z
    .enum(['baseline', 'demo'])
    .optional()
    .describe('For all its requests; else each journey says its own.'),
});

type WrittenLoad = z.output<typeof scenarioLoad>;

/** A load of a scenario, in demo time but for its warm-up. */
export type ScenarioLoad = Pick<WrittenLoad, 'name' | 'during' | 'trafficType'> &
  Omit<UsersRequest, 'isSearched'> & {
    /** Names of the flags whose keys are written: what is there by default was not asked for. */
    readonly written: ReadonlySet<string>;
  };

/**
 * Answers what a load of a file asks for, by the functions that read flags.
 * @param scenarioMs how long the scenario lasts, in demo time
 * @throws OptionError for keys that do not go together, and values that cannot be used beside others
 */
export function readScenarioLoad(load: WrittenLoad, scenarioMs: number): ScenarioLoad {
  const { name, during, trafficType, warmup = 0, maxInFlight, overload = 'queue', mixMode } = load;
  const drawn = mixOf(load);
  return {
    name,
    during,
    ...(trafficType === undefined ? {} : { trafficType }),
    course: readCourse(load, scenarioMs),
    warmUpMs: warmup,
    maxInFlight,
    overload,
    mix: drawn.mix,
    mixMode: mixMode ?? drawn.mixMode,
    written: typedOf(load),
  };
}

function readCourse(load: WrittenLoad, scenarioMs: number): LoadCourse {
  const { rate, vus, duration = scenarioMs, shape = 'steady', poisson = false, stages = [] } = load;
  if (rate === undefined && vus === undefined && stages.length === 0) {
    throw new OptionError(['name'], `"${load.name}" does not say how much it plays`, {
      hint: 'Add rate, vus or stages.',
    });
  }
  return courseOf({
    ratePerSecond: rate ?? 0,
    users: vus,
    durationMs: duration,
    shape,
    isPoisson: poisson,
    stages: stages.map((one, place) => readStage(one, place, vus !== undefined)),
    typed: typedOf(load),
    names: FILE_KEYS,
  });
}

/** Keys that are written, by the names of their flags. */
function typedOf(load: WrittenLoad): ReadonlySet<string> {
  const flags = ['rate', 'vus', 'duration', 'shape', 'poisson', 'max-in-flight', 'overload', 'stage'];
  const written = new Set(
    Object.entries(load).flatMap(([key, value]) => (value === undefined || value === false ? [] : key)),
  );
  return new Set(flags.filter((flag) => written.has(FILE_KEYS.nameOf(flag))));
}

function readStage(
  { duration, from, to }: NonNullable<WrittenLoad['stages']>[number],
  place: number,
  isClosed: boolean,
): WrittenStage {
  const read = (value: string | number, key: string) => {
    try {
      return isClosed ? readUsers(value) : readRate(value);
    } catch (error) {
      throw new OptionError(['stage', place, key], (error as Error).message, { cause: error });
    }
  };
  const end = to ?? from;
  if (end === undefined) {
    throw new OptionError(['stage', place], 'the stage says neither from nor to', {
      hint: 'Write { duration: 1m, to: 30/m }.',
    });
  }
  return {
    durationMs: duration,
    ...(from === undefined ? {} : { from: read(from, 'from') }),
    to: read(end, to === undefined ? 'from' : 'to'),
  };
}

function readUsers(value: string | number): number {
  if (typeof value === 'number') return value;
  throw new TypeError(`"${value}" is no number of users: beside vus, write a whole number such as 20`);
}

function readRate(value: string | number): number {
  const way = 'write a rate such as 30/m or 5/s';
  if (typeof value === 'number') throw new TypeError(`${value} has no unit: ${way}; users stand beside vus`);
  try {
    return parseRateOr0(value);
  } catch (cause) {
    throw new TypeError(`${(cause as Error).message}; ${way}`, { cause });
  }
}

function mixOf({ mix }: WrittenLoad): Pick<UsersRequest, 'mix' | 'mixMode'> {
  if (typeof mix !== 'string') {
    const entries = Object.entries(mix).map(([journey, probability]) => ({ journey, probability }));
    return { mix: entries, mixMode: 'independent' };
  }
  try {
    return readMix(mix, 'mix');
  } catch (cause) {
    const { message, hint } = cause as OptionError;
    throw new OptionError(['mix'], message, { cause, ...(hint === undefined ? {} : { hint }) });
  }
}

import { parseDurationMs } from '../core/duration.ts';
import { UsageError } from '../core/errors.ts';
import { parseRatePerSecond } from '../core/rate.ts';
import type { Piece } from './load-shapes.ts';

/** A stage as it is written: how long it takes to get to which rate or number of users. */
export interface WrittenStage {
  readonly durationMs: number;
  /** Where the stage before it ended, when left out. */
  readonly from?: number;
  readonly to: number;
}

const RATE_HINT = 'Write how long it takes to get to which rate: 1m:30 (thirty a minute), 30s:5/s, 1m:0.';
const USERS_HINT = 'Beside --vus a stage says how long it takes to get to how many users: 1m:30, 10s:0.';

/** Reads `DURATION:RATE`; a rate of 0 ends a load gently. @throws UsageError naming the part that is wrong */
export function parseRateStage(text: string): WrittenStage {
  return parse(text, RATE_HINT, parseRateOr0);
}

/** Reads a rate at the start or the end of a stage; 0 is one too. @throws UsageError for what is none */
export function parseRateOr0(text: string): number {
  return /^0+(\/[smh])?$/.test(text) ? 0 : parseRatePerSecond(text);
}

/** Reads `DURATION:USERS`. @throws UsageError naming the part that is wrong */
export function parseUserStage(text: string): WrittenStage {
  return parse(text, USERS_HINT, (users) => {
    if (/^\d+$/.test(users)) return Number(users);
    throw new UsageError(`"${users}" is not a number of users`);
  });
}

function parse(text: string, hint: string, read: (value: string) => number): WrittenStage {
  const [, duration, value] = /^([^:]+):([^:]+)$/.exec(text) ?? [];
  if (duration === undefined || value === undefined) {
    throw new UsageError(`--stage ${text} is not a duration and a rate`, { hint });
  }
  try {
    return { durationMs: parseDurationMs(duration), to: read(value) };
  } catch (cause) {
    throw new UsageError(`--stage ${text}: ${(cause as Error).message}`, { hint, cause });
  }
}

/** Answers written stages as straight lines: each begins where it says or the one before it ended, the first at a start. */
export function chainStages(start: number, written: readonly WrittenStage[]): readonly Piece[] {
  return written.map(({ durationMs, from, to }, place) => ({
    durationMs,
    from: from ?? written[place - 1]?.to ?? start,
    to,
  }));
}

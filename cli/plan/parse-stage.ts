import { parseDurationMs } from '../core/duration.ts';
import { UsageError } from '../core/errors.ts';
import { parseRatePerSecond } from '../core/rate.ts';
import type { LoadStage } from './run-plan.ts';

/** A stage as it is written: how long it takes to get to which rate. */
export interface WrittenStage {
  readonly durationMs: number;
  readonly toRatePerSecond: number;
}

const HINT = 'Write how long it takes to get to which rate: 1m:30 (thirty a minute), 30s:5/s, 1m:0.';

/** Reads `DURATION:RATE`; a rate of 0 ends a load gently. @throws UsageError naming the part that is wrong */
export function parseStage(text: string): WrittenStage {
  const [, duration, rate] = /^([^:]+):([^:]+)$/.exec(text) ?? [];
  if (duration === undefined || rate === undefined) {
    throw new UsageError(`--stage ${text} is not a duration and a rate`, { hint: HINT });
  }
  try {
    const toRatePerSecond = /^0+(\/[smh])?$/.test(rate) ? 0 : parseRatePerSecond(rate);
    return { durationMs: parseDurationMs(duration), toRatePerSecond };
  } catch (cause) {
    throw new UsageError(`--stage ${text}: ${(cause as Error).message}`, { hint: HINT, cause });
  }
}

/** Answers written stages as the plan has them: each begins where the one before it ended, the first at nothing. */
export function chainStages(written: readonly WrittenStage[]): readonly LoadStage[] {
  return written.map((stage, place) => ({
    ...stage,
    fromRatePerSecond: written[place - 1]?.toRatePerSecond ?? 0,
  }));
}

import { formatDuration } from '../core/duration.ts';
import { FLAG_NAMES, OptionError, type OptionNames } from './option-error.ts';
import { isSureBeforeTheEnd, type Threshold } from './threshold.ts';

export interface JudgedLoad {
  /** How long iterations start. */
  readonly durationMs: number;
  /** Whether a threshold that is surely broken ends the load. */
  readonly abortOnFail: boolean;
  /** What options are called where they are written; flags when left out. */
  readonly names?: OptionNames;
}

/**
 * Answers the thresholds, which a load of this length can judge.
 * @throws OptionError for a window that would never be full, and for an abort that nothing could cause
 */
export function planThresholds(
  thresholds: readonly Threshold[],
  { durationMs, abortOnFail, names = FLAG_NAMES }: JudgedLoad,
): readonly Threshold[] {
  const tooLong = thresholds.find(({ window }) => window !== undefined && window.lengthMs > durationMs);
  if (tooLong?.window !== undefined) {
    throw new OptionError(
      ['threshold', thresholds.indexOf(tooLong)],
      `threshold "${tooLong.expression}": a window of ${formatDuration(tooLong.window.lengthMs)} is never full in a load of ${formatDuration(durationMs)}`,
      { hint: 'Make the window shorter, or the load longer.' },
    );
  }
  if (abortOnFail && !thresholds.some(isSureBeforeTheEnd)) throw nothingAborts(thresholds[0], names);
  return thresholds;
}

function nothingAborts(first: Threshold | undefined, { nameOf }: OptionNames): OptionError {
  const name = nameOf('abort-on-fail');
  if (first === undefined) {
    return new OptionError(['abort-on-fail'], `${name} has no threshold that could fail`, {
      hint: `Add one, for example ${nameOf('threshold')} 'all.errors[1m]<1%'.`,
    });
  }
  return new OptionError(
    ['abort-on-fail'],
    `${name}: "${first.expression}" looks at the whole load and is not known before its end`,
    { hint: 'Give it a window, for example purchase.response.p95[30s]<2s.' },
  );
}

import { formatDuration } from '../core/duration.ts';
import { UsageError } from '../core/errors.ts';
import { isSureBeforeTheEnd, type Threshold } from './threshold.ts';

export interface JudgedLoad {
  /** How long iterations start. */
  readonly durationMs: number;
  /** Whether a threshold that is surely broken ends the load. */
  readonly abortOnFail: boolean;
}

/**
 * Answers the thresholds, which a load of this length can judge.
 * @throws UsageError for a window that would never be full, and for an abort that nothing could cause
 */
export function planThresholds(
  thresholds: readonly Threshold[],
  { durationMs, abortOnFail }: JudgedLoad,
): readonly Threshold[] {
  const tooLong = thresholds.find(({ window }) => window !== undefined && window.lengthMs > durationMs);
  if (tooLong?.window !== undefined) {
    throw new UsageError(
      `threshold "${tooLong.expression}": a window of ${formatDuration(tooLong.window.lengthMs)} is never full in a load of ${formatDuration(durationMs)}`,
      { hint: 'Make the window shorter, or the load longer.' },
    );
  }
  if (abortOnFail && !thresholds.some(isSureBeforeTheEnd)) throw nothingAborts(thresholds[0]);
  return thresholds;
}

function nothingAborts(first: Threshold | undefined): UsageError {
  if (first === undefined) {
    return new UsageError('--abort-on-fail has no threshold that could fail', {
      hint: "Add one, for example --threshold 'all.errors[1m]<1%'.",
    });
  }
  return new UsageError(
    `--abort-on-fail: "${first.expression}" looks at the whole load and is not known before its end`,
    { hint: 'Give it a window, for example purchase.response.p95[30s]<2s.' },
  );
}

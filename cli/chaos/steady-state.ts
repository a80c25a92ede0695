import { formatDuration } from '../core/duration.ts';
import { formatPercent } from '../core/percent.ts';
import type { LoadFigures } from '../load/engine.ts';
import type { SteadyStatePlan } from '../plan/run-plan.ts';

/** Whether the shop behaves as it should when nothing is broken. */
export interface SteadyState {
  readonly isSteady: boolean;
  readonly requests: number;
  /** 0..1 */
  readonly errorRatio: number;
  /** At most 5 % of the responses were slower; absent when there was none. */
  readonly p95Ms?: number;
  /** One sentence for each bound that was not met. */
  readonly reasons: readonly string[];
}

/** Answers whether what users met in a stretch of time is within the plan's bounds. */
export function judgeSteadyState(
  plan: Pick<SteadyStatePlan, 'maxErrorRatio' | 'maxP95Ms'>,
  { requests, errors, p95Ms }: Pick<LoadFigures, 'requests' | 'errors' | 'p95Ms'>,
): SteadyState {
  const errorRatio = requests === 0 ? 0 : errors / requests;
  const reasons = [
    requests === 0 && 'no request was answered',
    errorRatio > plan.maxErrorRatio &&
      `${errors} of ${requests} requests failed (${formatPercent(errorRatio)}), at most ${formatPercent(plan.maxErrorRatio)} may`,
    p95Ms !== undefined &&
      p95Ms > plan.maxP95Ms &&
      `responses took ${formatDuration(p95Ms)} (p95), at most ${formatDuration(plan.maxP95Ms)} is steady`,
  ].filter((reason) => reason !== false);
  return {
    isSteady: reasons.length === 0,
    requests,
    errorRatio,
    ...(p95Ms === undefined ? {} : { p95Ms }),
    reasons,
  };
}

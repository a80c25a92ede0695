import { formatDuration } from '../core/duration.ts';
import { formatPercent } from '../core/percent.ts';
import { type Interval, wilsonInterval } from '../core/statistics.ts';
import { worstOutcome } from './finding.ts';
import type { Outcome } from './verdict.ts';
import { counted } from './wording.ts';

/** Confidence of the interval around a step's failure share. */
const CONFIDENCE = 0.99;
/** A share may miss its plan by a point: the shop's own errors, and calls on the edge of the step. */
const SHARE_TOLERANCE = 0.01;
/** A delay may miss its plan by a tenth, and by what a busy machine adds to any call. */
const DELAY_TOLERANCE_RATIO = 0.1;
const DELAY_TOLERANCE_MS = 25;
/** Of the calls that a step marked, so many must lie in its window; two strays are always forgiven. */
const ON_SCHEDULE_RATIO = 0.95;
const STRAYS_FORGIVEN = 2;

/** What was seen of one step of a fault. */
export interface SeenStep {
  readonly calls: number;
  readonly failures: number;
  /** Median in the step less the median while nothing was broken, and where the true difference lies. */
  readonly addedDelay?: { readonly ms: number; readonly interval: Interval };
  /** Calls that carry the step's mark: anywhere in the run, and within the step. */
  readonly marked: { readonly inRun: number; readonly inStep: number };
}

/** What was planned for it. */
export interface PlannedStep {
  readonly failureRatio: number;
  readonly delayMs: number;
  /** Fewest calls on which its share is judged. */
  readonly minCalls: number;
}

/** Whether a step of a fault did what it should, and why. */
export interface StepJudgement {
  readonly outcome: Outcome;
  readonly reason: string;
}

/**
 * Holds one step of a fault against its plan: share of failures, added delay, schedule. A step with too few
 * calls is judged on delay and schedule only, unless even those few rule the planned share out.
 */
export function judgeFaultStep(planned: PlannedStep, seen: SeenStep): StepJudgement {
  if (seen.calls === 0) return { outcome: 'inconclusive', reason: 'no call met the step' };
  const judged = [judgeShare(planned, seen), judgeDelay(planned, seen), judgeSchedule(seen)];
  const decided = judged.filter((one) => one !== undefined);
  const outcome = worstOutcome(decided.flatMap(({ outcome }) => outcome ?? []));
  const isJudged = decided.some(({ outcome }) => outcome !== undefined);
  return {
    outcome: isJudged ? outcome : 'inconclusive',
    reason: decided.map(({ reason }) => reason).join('; '),
  };
}

/** Answers where the true failure share of a step lies, with 99 % confidence (Wilson). */
export function failureInterval({ calls, failures }: Pick<SeenStep, 'calls' | 'failures'>): Interval {
  return wilsonInterval(failures, calls, CONFIDENCE);
}

/** One aspect of a step; without an outcome it only says why it was not judged. */
interface Aspect {
  readonly outcome?: Outcome;
  readonly reason: string;
}

function judgeShare({ failureRatio, minCalls }: PlannedStep, seen: SeenStep): Aspect {
  const { low, high } = failureInterval(seen);
  const observed = `${formatPercent(seen.failures / seen.calls)} of ${counted(seen.calls, 'call')} failed, ${formatPercent(failureRatio)} planned`;
  if (failureRatio < low - SHARE_TOLERANCE || failureRatio > high + SHARE_TOLERANCE) {
    return { outcome: 'fail', reason: `${observed}: beyond chance` };
  }
  if (seen.calls < minCalls) {
    return { reason: `${observed}: share not judged on fewer than ${counted(minCalls, 'call')}` };
  }
  if (failureRatio > 0 && seen.failures === 0)
    return { outcome: 'inconclusive', reason: `${observed}: no effect seen` };
  return { outcome: 'pass', reason: observed };
}

function judgeDelay({ delayMs }: PlannedStep, { addedDelay }: SeenStep): Aspect {
  if (addedDelay === undefined) {
    return delayMs === 0
      ? { reason: 'no delay planned' }
      : { outcome: 'inconclusive', reason: 'delay not judged: no call before the fault to compare with' };
  }
  const tolerance = Math.max(delayMs * DELAY_TOLERANCE_RATIO, DELAY_TOLERANCE_MS);
  const reason = `${signed(addedDelay.ms)}, ${signed(delayMs)} planned`;
  if (Math.abs(addedDelay.ms - delayMs) <= tolerance) return { outcome: 'pass', reason };
  const { low, high } = addedDelay.interval;
  const isPossible = low <= delayMs + tolerance && high >= delayMs - tolerance;
  return { outcome: isPossible ? 'inconclusive' : 'fail', reason };
}

function judgeSchedule({ marked: { inRun, inStep } }: SeenStep): Aspect | undefined {
  if (inRun === 0) return undefined;
  const strays = inRun - inStep;
  const isOnSchedule = strays <= STRAYS_FORGIVEN || inStep / inRun >= ON_SCHEDULE_RATIO;
  if (isOnSchedule) return { outcome: 'pass', reason: 'on schedule' };
  return {
    outcome: 'fail',
    reason: `off schedule: ${strays} of its ${counted(inRun, 'call')} lie outside it`,
  };
}

function signed(durationMs: number): string {
  return durationMs < 0 ? `-${formatDuration(-durationMs)}` : `+${formatDuration(durationMs)}`;
}

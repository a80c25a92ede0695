import { formatPercent } from '../core/percent.ts';
import { type Interval, wilsonInterval } from '../core/statistics.ts';
import type { Outcome } from './verdict.ts';

/** Where a share must lie; shares are 0..1, a side left out is open. */
export interface ShareBounds {
  readonly gte?: number | undefined;
  readonly lte?: number | undefined;
}

/** How a share that was seen stands to its bounds. */
export interface ShareJudgement {
  readonly outcome: Outcome;
  readonly interval: Interval;
  /** Samples after which the share seen so far would decide; absent when it lies on a bound. */
  readonly samplesNeeded?: number;
}

/** Beyond this many samples nobody waits for a verdict. */
const MOST_SAMPLES = 1_000_000;

/**
 * Holds a share against its bounds by its Wilson interval: pass when the interval lies within, fail when it
 * lies wholly outside, inconclusive when it straddles a bound.
 * @example judgeShare({ hits: 0, trials: 100 }, { lte: 0.02 }, 0.95).samplesNeeded // 189
 */
export function judgeShare(
  { hits, trials }: { readonly hits: number; readonly trials: number },
  bounds: ShareBounds,
  confidence: number,
): ShareJudgement {
  const interval = wilsonInterval(hits, trials, confidence);
  const outcome = place(interval, bounds);
  if (outcome !== 'inconclusive' || trials === 0) return { outcome, interval };
  const samplesNeeded = samplesToDecide(hits / trials, bounds, confidence);
  return samplesNeeded === undefined ? { outcome, interval } : { outcome, interval, samplesNeeded };
}

/** Answers the bounds in words, for example `at most 2%`. */
export function boundsText({ gte, lte }: ShareBounds): string {
  const sides = [
    gte !== undefined && `at least ${formatPercent(gte)}`,
    lte !== undefined && `at most ${formatPercent(lte)}`,
  ];
  return sides.filter((side) => side !== false).join(' and ');
}

function place({ low, high }: Interval, { gte = 0, lte = 1 }: ShareBounds): Outcome {
  if (low >= gte && high <= lte) return 'pass';
  return high < gte || low > lte ? 'fail' : 'inconclusive';
}

function samplesToDecide(share: number, bounds: ShareBounds, confidence: number): number | undefined {
  const decides = (trials: number) =>
    place(wilsonInterval(share * trials, trials, confidence), bounds) !== 'inconclusive';
  let high = 1;
  while (!decides(high)) {
    high *= 2;
    if (high > MOST_SAMPLES) return undefined;
  }
  let low = high / 2;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (decides(middle)) high = middle;
    else low = middle;
  }
  return high;
}

import { formatPercent } from '../../../core/percent.ts';
import { chanceOfAsMany, wilsonInterval } from '../../../core/statistics.ts';
import type { ReleaseTally, ReleaseVerdict } from '../../platform.ts';

/** Fewer say nothing about a release. */
const FEWEST_REQUESTS = 15;
/** A difference that chance brings about this seldom is none of chance: 1 good release of 100 is held back. */
const CHANCE = 0.01;
/** Of requests that no pod has counted, nobody can say whose they were. */
const MOST_UNANSWERED = 0.01;
const CONFIDENCE = 0.95;

/** What was counted of two releases. */
export interface Counted {
  /** What the new release is measured by: the one beside it in the same time, or alone before it. */
  readonly baseline: ReleaseTally;
  readonly candidate: ReleaseTally;
  /** What the other release answered while the candidate was counted; all that `baseline` holds when left out. */
  readonly beside?: ReleaseTally;
  /** Requests of ours that got no answer at all, from whichever release. */
  readonly unanswered: number;
}

/**
 * Answers whether a new release fails more often than the one that it is measured by. It is held back for errors of
 * its own only: what fails behind both fails for both.
 */
export function compareReleases(counted: Counted): ReleaseVerdict {
  const { baseline, candidate, beside = baseline } = counted;
  const total = beside.requests + candidate.requests;
  const { low, high } = wilsonInterval(candidate.requests, total, CONFIDENCE);
  const share = { measured: total === 0 ? 0 : candidate.requests / total, low, high };
  return { ...judged(counted), stable: baseline, candidate, share };
}

function judged({ baseline, candidate, unanswered }: Counted): Pick<ReleaseVerdict, 'outcome' | 'reason'> {
  const both = `${shareText(candidate)}, the release before ${shareText(baseline)}`;
  // Where nothing was asked of the old release, every error is the new one's own.
  const measure = baseline.requests === 0 ? { requests: candidate.requests, errors: 0 } : baseline;
  if (unanswered > MOST_UNANSWERED * (measure.requests + candidate.requests + unanswered)) {
    return { outcome: 'fail', reason: `${unanswered} requests got no answer at all` };
  }
  if (chanceOfAsMany(countsOf(candidate), countsOf(measure)) < CHANCE) {
    return { outcome: 'fail', reason: `the new release fails more often: ${both}` };
  }
  if (candidate.requests < FEWEST_REQUESTS) {
    const reason = `the new release got ${candidate.requests} requests, too few to judge (${FEWEST_REQUESTS})`;
    return { outcome: 'inconclusive', reason };
  }
  return { outcome: 'pass', reason: `the new release fails no more often: ${both}` };
}

function countsOf({ requests, errors }: ReleaseTally) {
  return { successes: errors, trials: requests };
}

function shareText({ requests, errors }: ReleaseTally): string {
  return requests === 0 ? 'was asked nothing' : `${formatPercent(errors / requests)} of ${requests} requests`;
}

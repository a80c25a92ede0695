import { ExitCode } from '../core/errors.ts';
import type { ExpectationResult, Outcome } from '../expect/verdict.ts';
import type { ChaosRecord, RunRecord } from '../run/run-record.ts';

/** How an outcome is shown: a symbol and a word, so that nobody needs colour to tell them apart. */
export const OUTCOME_SYMBOL = { pass: '✔', fail: '✖', inconclusive: '?' } as const satisfies Record<
  Outcome,
  string
>;

/** What each exit code says about a run, in a few words. */
export const EXIT_MEANING: Readonly<Record<ExitCode, string>> = {
  [ExitCode.ok]: 'as expected',
  [ExitCode.bug]: 'shopctl itself failed',
  [ExitCode.usage]: 'wrong usage',
  [ExitCode.environment]: 'something outside is missing',
  [ExitCode.expectationsNotMet]: 'expectations not met',
  [ExitCode.notSteady]: 'not steady beforehand, nothing injected',
  [ExitCode.rollbackIncomplete]: 'rollback incomplete',
  [ExitCode.inconclusive]: 'inconclusive',
  [ExitCode.loadNotDelivered]: 'load not delivered',
  [ExitCode.interrupted]: 'interrupted',
  [ExitCode.terminated]: 'terminated',
};

const SEVEREST_FIRST: readonly Outcome[] = ['fail', 'inconclusive', 'pass'];

/** Answers the outcome of a whole run, as its exit code says it. */
export function runOutcome({ exitCode }: Pick<RunRecord, 'exitCode'>): Outcome {
  if (exitCode === ExitCode.ok) return 'pass';
  const undecided: readonly ExitCode[] = [ExitCode.inconclusive, ExitCode.interrupted, ExitCode.terminated];
  return undecided.includes(exitCode) ? 'inconclusive' : 'fail';
}

/** Answers how a recovery came out: one that was not looked at proves nothing. */
export function recoveryOutcome({ outcome }: ChaosRecord['recovery']): Outcome {
  return ({ recovered: 'pass', 'not-recovered': 'fail', 'not-checked': 'inconclusive' } as const)[outcome];
}

/** Answers the results in the order a reader needs them: failed, not to be judged, met, for information. */
export function failuresFirst(results: readonly ExpectationResult[]): readonly ExpectationResult[] {
  const rank = ({ outcome, severity }: ExpectationResult) =>
    SEVEREST_FIRST.indexOf(outcome) + (severity === 'information' ? SEVEREST_FIRST.length : 0);
  return results.toSorted((a, b) => rank(a) - rank(b));
}

/** Answers the count of each outcome among the results that decide: `1 fail, 7 pass`. */
export function countOutcomes(results: readonly ExpectationResult[]): string {
  const deciding = results.filter(({ severity }) => severity === 'error');
  const parts = SEVEREST_FIRST.map((outcome) => ({
    outcome,
    count: deciding.filter((result) => result.outcome === outcome).length,
  })).filter(({ count }) => count > 0);
  return parts.map(({ outcome, count }) => `${count} ${outcome}`).join(', ') || 'nothing was judged';
}

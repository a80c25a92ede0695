import { formatDuration } from '../../core/duration.ts';
import type { AlertEpisode, Outcome } from '../verdict.ts';

/** What is asked of an alert about a fault; times in milliseconds, at least one of them. */
export interface AlertDemands {
  /** From the beginning of the fault until the alert is pending: until it is detected. */
  readonly pendingWithinMs?: number;
  /** From the beginning of the fault until the alert fires. */
  readonly firesWithinMs?: number;
  /** From the undo of the fault until the alert is over. */
  readonly resolvesWithinMs?: number;
}

/** When a fault was in force, and how far the record goes; epoch milliseconds. */
export interface FaultTimes {
  readonly fromMs: number;
  readonly undoneAtMs: number;
  readonly endMs: number;
}

/** What was found of an alert. */
export interface AlertFinding {
  readonly outcome: Outcome;
  readonly observed: string;
  readonly hint?: string;
}

/**
 * Answers whether an alert told of a fault in time and was over when the fault was. What the record is too short to
 * show is inconclusive; an alert that was active before the fault says nothing of it, and fails.
 */
export function judgeEpisodes(
  episodes: readonly AlertEpisode[],
  demands: AlertDemands,
  times: FaultTimes,
): AlertFinding {
  const { fromMs, undoneAtMs, endMs } = times;
  const own = episodes.filter(({ endedAtMs = Infinity }) => endedAtMs > fromMs);
  const observed = observedText(own, times);
  if (own.some(({ pendingAtMs }) => pendingAtMs < fromMs)) {
    return {
      outcome: 'fail',
      observed: 'active before the fault began',
      hint: 'It tells of something else.',
    };
  }
  const faultMs = undoneAtMs - fromMs;
  const checks = [
    reached('pending', demands.pendingWithinMs, {
      tookMs: firstOf(own, 'pendingAtMs') - fromMs,
      givenMs: faultMs,
    }),
    reached('firing', demands.firesWithinMs, {
      tookMs: firstOf(own, 'firingAtMs') - fromMs,
      givenMs: faultMs,
    }),
    reached('over', own.length === 0 ? undefined : demands.resolvesWithinMs, {
      tookMs: Math.max(...own.map(({ endedAtMs = Infinity }) => endedAtMs)) - undoneAtMs,
      givenMs: endMs - undoneAtMs,
    }),
  ].filter((check) => check !== undefined);
  if (own.length === 0 && checks.length === 0)
    return { outcome: 'fail', observed, hint: 'What never began cannot be over.' };
  const worst =
    checks.find(({ outcome }) => outcome === 'fail') ?? checks.find(({ outcome }) => outcome !== 'pass');
  return worst === undefined ? { outcome: 'pass', observed } : { ...worst, observed };
}

function firstOf(episodes: readonly AlertEpisode[], state: 'pendingAtMs' | 'firingAtMs'): number {
  return Math.min(...episodes.map((one) => one[state] ?? Infinity));
}

function reached(
  state: string,
  boundMs: number | undefined,
  { tookMs, givenMs }: { readonly tookMs: number; readonly givenMs: number },
): { readonly outcome: Outcome; readonly hint?: string } | undefined {
  if (boundMs === undefined) return undefined;
  if (tookMs <= boundMs) return { outcome: 'pass' };
  if (tookMs < Infinity || givenMs >= boundMs)
    return { outcome: 'fail', hint: `It should be ${state} sooner.` };
  const hint = `It had ${formatDuration(givenMs)} to be ${state}, and may take ${formatDuration(boundMs)}: play for longer.`;
  return { outcome: 'inconclusive', hint };
}

function observedText(episodes: readonly AlertEpisode[], { fromMs, undoneAtMs }: FaultTimes): string {
  if (episodes.length === 0) return 'never active';
  const firing = firstOf(episodes, 'firingAtMs');
  const over = Math.max(...episodes.map(({ endedAtMs = Infinity }) => endedAtMs));
  const after = (atMs: number, originMs: number) => formatDuration(Math.max(0, atMs - originMs));
  return [
    `pending after ${after(firstOf(episodes, 'pendingAtMs'), fromMs)}`,
    firing === Infinity ? 'never firing' : `firing after ${after(firing, fromMs)}`,
    over === Infinity
      ? 'active to the end'
      : `over ${over < undoneAtMs ? 'before' : `${after(over, undoneAtMs)} after`} the undo`,
  ].join(', ');
}

/** Answers demands in words. */
export function demandsText({ pendingWithinMs, firesWithinMs, resolvesWithinMs }: AlertDemands): string {
  const said = [
    pendingWithinMs !== undefined && `pending within ${formatDuration(pendingWithinMs)} of the fault`,
    firesWithinMs !== undefined && `firing within ${formatDuration(firesWithinMs)} of the fault`,
    resolvesWithinMs !== undefined && `over within ${formatDuration(resolvesWithinMs)} of the undo`,
  ];
  return said.filter((one) => one !== false).join(', ');
}

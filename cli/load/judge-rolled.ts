import { formatDuration } from '../core/duration.ts';
import type { Threshold, ThresholdResult, ThresholdWindow } from '../plan/threshold.ts';
import type { LoadSummary, RolledThreshold } from './summary.ts';
import { badness, formatFigure } from './threshold-bound.ts';

type WindowedThreshold = Threshold & { readonly window: ThresholdWindow };

/**
 * Answers how a threshold with a window came out over some loads: one window that broke it fails it, and so does
 * it when no window could be judged, unless it is optional.
 * @param startedAtMs epoch milliseconds, from which moments are counted
 */
export function judgeRolled(
  threshold: WindowedThreshold,
  loads: readonly LoadSummary[],
  startedAtMs: number,
): ThresholdResult {
  const { expression } = threshold;
  const rolled = loads.flatMap(({ rolled = [] }) => rolled.filter((each) => each.expression === expression));
  const worst = rolled
    .flatMap((each) => each.worst ?? [])
    .toSorted((a, b) => badness(threshold, b.value) - badness(threshold, a.value))[0];
  if (worst === undefined) return judgeUnjudged(threshold, rolled);
  const firstBrokenAtMs = Math.min(...rolled.map((each) => each.firstBrokenAtMs ?? Number.POSITIVE_INFINITY));
  const isBroken = Number.isFinite(firstBrokenAtMs);
  const figure = `at worst ${formatFigure(threshold, worst.value)}`;
  return {
    expression,
    outcome: isBroken ? 'fail' : 'pass',
    observed: isBroken
      ? `${figure}, first broken at ${formatDuration(firstBrokenAtMs - startedAtMs)}`
      : figure,
    samples: worst.samples,
    worst: worst.value,
    ...(isBroken ? { firstBrokenAtMs } : {}),
  };
}

function judgeUnjudged(
  { expression, window, isOptional = false }: WindowedThreshold,
  rolled: readonly RolledThreshold[],
): ThresholdResult {
  const samples = Math.max(0, ...rolled.map(({ mostSamples }) => mostSamples));
  return {
    expression,
    outcome: isOptional ? 'pass' : 'fail',
    observed: whyUnjudged(window, rolled, samples),
    samples,
  };
}

function whyUnjudged(
  { lengthMs, minSamples }: ThresholdWindow,
  rolled: readonly RolledThreshold[],
  samples: number,
): string {
  const length = formatDuration(lengthMs);
  if (rolled.length > 0 && rolled.every(({ full }) => full === 0))
    return `it ended before a window of ${length} was full`;
  if (samples === 0) return 'no samples';
  return `no window had the ${minSamples} samples it needs; [${length},min=${samples}] would judge the fullest`;
}

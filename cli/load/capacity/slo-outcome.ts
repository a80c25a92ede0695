import type { Slo } from '../../plan/run-plan.ts';
import { isShare, samplesNeeded } from '../../plan/threshold.ts';
import { holds } from '../threshold-bound.ts';

/** What ended under an SLO, and how much of it was no good: failed, or not within the bound. */
export interface SloCount {
  readonly samples: number;
  readonly misses: number;
}

/** So many misses at least before a rate is given up early. */
const LEAST_MISSES = 10;

/** Answers what was counted between two looks. */
export function between(before: SloCount, after: SloCount): SloCount {
  return { samples: after.samples - before.samples, misses: after.misses - before.misses };
}

/**
 * Answers whether an SLO was held: for a percentile of n samples, that so many were good as lie below it. A failed
 * request is never good, whatever its latency. Nothing at all holds nothing.
 */
export function isHeld(slo: Slo, { samples, misses }: SloCount): boolean {
  if (samples === 0) return false;
  if (isShare(slo.metric)) return holds(slo, misses / samples);
  return samples - misses >= Math.ceil((slo.quantile ?? 1) * samples - 1e-9);
}

/**
 * Answers how many samples can tell whether an SLO is held: so many that a single miss does not break it. Fewer where
 * its window says so.
 */
export function samplesToTell(slo: Slo): number {
  const { quantile, window } = slo;
  const samples = quantile === undefined ? samplesNeeded(slo) : Math.ceil(1 / (1 - quantile) - 1e-9);
  return Math.min(samples, window.minSamples);
}

/**
 * Answers whether an SLO cannot be held any more in a window that is not over.
 * @param share how much of the window has passed, 0..1: the rest brings as many samples again
 */
export function isLost(slo: Slo, { samples, misses }: SloCount, share: number): boolean {
  if (misses < LEAST_MISSES || share <= 0) return false;
  return !isHeld(slo, { samples: Math.max(samples, Math.ceil(samples / share)), misses });
}

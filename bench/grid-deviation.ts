import { quantile } from '../cli/core/statistics.ts';

/** How far from an even grid instants are, in milliseconds. */
export interface Deviation {
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Answers it for a grid whose first point is known. @param atMs ascending */
export function deviationFrom(startMs: number, atMs: readonly number[], ratePerSecond: number): Deviation {
  const off = residuals(atMs, ratePerSecond).map((each) => Math.abs(each - startMs));
  const sorted = off.sort((a, b) => a - b);
  return { p50Ms: quantile(sorted, 0.5), p99Ms: quantile(sorted, 0.99) };
}

/**
 * Answers it for the grid that fits best, where nobody says when it began: the one from which as many are early as
 * late. The k-th instant belongs to the k-th point, so one that is left out puts all later ones off.
 * @param atMs ascending
 */
export function deviationFromBestGrid(atMs: readonly number[], ratePerSecond: number): Deviation {
  const sorted = residuals(atMs, ratePerSecond).sort((a, b) => a - b);
  return deviationFrom(quantile(sorted, 0.5), atMs, ratePerSecond);
}

/** When the grid began, by each instant's own account. */
function residuals(atMs: readonly number[], ratePerSecond: number): number[] {
  return atMs.map((at, k) => at - (k * 1000) / ratePerSecond);
}

import { formatDuration } from '../core/duration.ts';
import { formatPercent } from '../core/percent.ts';
import { isShare, type Threshold } from '../plan/threshold.ts';

/** Answers whether a figure is on the good side of a threshold's bound. */
export function holds(
  { comparator, bound }: Pick<Threshold, 'comparator' | 'bound'>,
  value: number,
): boolean {
  switch (comparator) {
    case '<':
      return value < bound;
    case '<=':
      return value <= bound;
    case '>':
      return value > bound;
    case '>=':
      return value >= bound;
    default:
      return comparator satisfies never;
  }
}

/** Orders figures of a threshold: the larger, the further from the good side of the bound; no figure is the worst. */
export function badness({ comparator }: Pick<Threshold, 'comparator'>, value: number | undefined): number {
  if (value === undefined) return Number.POSITIVE_INFINITY;
  return comparator.startsWith('<') ? value : -value;
}

/** Answers a figure of a threshold with its unit: `1.82s`, `0.4%`. */
export function formatFigure({ metric }: Pick<Threshold, 'metric'>, value: number): string {
  return isShare(metric) ? formatPercent(value) : formatDuration(value);
}

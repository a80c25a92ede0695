import { formatCount } from '../core/format-count.ts';
import type { Interval } from '../core/statistics.ts';
import type { TimeWindow } from '../plan/run-timeline.ts';

/** Stands where a figure would claim more than the samples allow. */
export const NO_FIGURE = '–';

/**
 * Answers how every report writes milliseconds: to three significant digits, seconds from 1000 ms on.
 * @example formatMs(0.42) // '0.4 ms'
 * @example formatMs(1254) // '1.25 s'
 */
export function formatMs(ms: number | undefined): string {
  if (ms === undefined) return NO_FIGURE;
  const size = Math.abs(ms);
  if (size >= 999.5) return `${(ms / 1000).toFixed(size < 9995 ? 2 : 1)} s`;
  return size < 9.95 && ms !== 0 ? `${ms.toFixed(1)} ms` : `${Math.round(ms)} ms`;
}

/** Answers {@link formatMs} with its sign, as a delay is written: `+100 ms`. */
export function formatAddedMs(ms: number | undefined): string {
  if (ms === undefined) return NO_FIGURE;
  return ms < 0 ? `−${formatMs(-ms)}` : `+${formatMs(ms)}`;
}

/** Answers a point in time of a run, in seconds since its start: `12.3 s`. */
export function formatMoment(atMs: number, startedAtMs: number): string {
  return `${Number(((atMs - startedAtMs) / 1000).toFixed(1))} s`;
}

/** Answers a stretch of a run, in seconds since its start: `7–15 s`. */
export function formatStretch({ fromMs, toMs }: TimeWindow, startedAtMs: number): string {
  return `${formatMoment(fromMs, startedAtMs).replace(' s', '')}–${formatMoment(toMs, startedAtMs)}`;
}

/** Answers how a sum is written that need not be whole. @example formatSum(0.1 + 0.2) // '0.3' */
export function formatSum(sum: number): string {
  return Number.isInteger(sum) ? formatCount(sum) : String(Number(sum.toPrecision(6)));
}

/**
 * Answers how a share of 0..1 is written: one decimal place, two below one percent, none when it is whole.
 * @example formatPercent(0.0213) // '2.1 %'
 */
export function formatPercent(ratio: number): string {
  return `${percentDigits(ratio)} %`;
}

/** Answers an interval of shares, both bounds in one unit: `0.7–4.6 %`. */
export function formatPercentInterval({ low, high }: Interval): string {
  return `${percentDigits(low)}–${percentDigits(high)} %`;
}

/** Answers part of whole with its share, `2 of 310 (0.6 %)`; `–` when there was nothing. */
export function formatShare(part: number, whole: number): string {
  if (whole === 0) return NO_FIGURE;
  return `${formatCount(part)} of ${formatCount(whole)} (${formatPercent(part / whole)})`;
}

/** Answers an instant as ISO 8601 in UTC, to the second. */
export function formatInstant(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

function percentDigits(ratio: number): string {
  const percent = ratio * 100;
  return String(Number(percent.toFixed(percent < 1 ? 2 : 1)));
}

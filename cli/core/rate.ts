import { UsageError } from './errors.ts';

/**
 * Answers how many iterations a second a written rate means.
 * @param text `30` and `30/m` are 30 a minute (the shop's own unit), `0.5/s` is 0.5 a second
 * @returns iterations per second, > 0
 * @throws UsageError when the text is not a positive number with an optional `/s`, `/m` or `/h`
 * @example parseRatePerSecond('30') // 0.5
 */
export function parseRatePerSecond(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(?:\/(s|m|h))?$/.exec(text);
  const count = Number(match?.[1]);
  if (match === null || !(count > 0)) {
    throw new UsageError(`"${text}" is not a rate`, {
      hint: 'Write iterations a minute or a second: 30/m (or 30), 5/s.',
    });
  }
  return count / { s: 1, m: 60, h: 3600 }[(match[2] ?? 'm') as 's' | 'm' | 'h'];
}

/**
 * Answers how a person would write a rate: per minute below 10 a second, else per second.
 * @example formatRate(0.5) // '30/m'
 */
export function formatRate(ratePerSecond: number): string {
  return ratePerSecond < 10
    ? `${Number((ratePerSecond * 60).toPrecision(4))}/m`
    : `${Number(ratePerSecond.toPrecision(4))}/s`;
}

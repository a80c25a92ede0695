import { UsageError } from './errors.ts';

const UNIT_MS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;
const PART = /(\d+(?:\.\d+)?)(ms|s|m|h)/gy;

/**
 * Answers how many milliseconds a written duration means.
 * @param text numbers with units, largest first or not: `250ms`, `10s`, `1m30s`, `1.5h`
 * @throws UsageError when a unit is missing or unknown; a bare number is refused on purpose
 * @example parseDurationMs('1m30s') // 90_000
 */
export function parseDurationMs(text: string): number {
  PART.lastIndex = 0;
  let totalMs = 0;
  let end = 0;
  for (let match = PART.exec(text); match !== null; match = PART.exec(text)) {
    totalMs += Number(match[1]) * UNIT_MS[match[2] as keyof typeof UNIT_MS];
    end = PART.lastIndex;
  }
  if (end === 0 || end !== text.length) {
    throw new UsageError(`"${text}" is not a duration`, {
      hint: 'Write it with a unit: 250ms, 10s, 2m, 1m30s, 1h.',
    });
  }
  return totalMs;
}

/**
 * Answers how a person would write a duration, to three significant digits below a minute.
 * @example formatDuration(90_000) // '1m30s'
 */
export function formatDuration(durationMs: number): string {
  if (durationMs < 1000) return `${Number(durationMs.toPrecision(3))}ms`;
  const seconds = Number((durationMs / 1000).toPrecision(3));
  if (seconds < 60) return `${seconds}s`;
  const totalSeconds = Math.round(durationMs / 1000);
  const parts = [
    [Math.floor(totalSeconds / 3600), 'h'],
    [Math.floor((totalSeconds % 3600) / 60), 'm'],
    [totalSeconds % 60, 's'],
  ] as const;
  return parts.map(([value, unit]) => (value > 0 ? `${value}${unit}` : '')).join('');
}

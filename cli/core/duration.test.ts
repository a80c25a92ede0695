import { describe, expect, it } from 'vitest';
import { formatDuration, parseDurationMs } from './duration.ts';
import { UsageError } from './errors.ts';

describe('parseDurationMs', () => {
  it.each([
    ['250ms', 250],
    ['10s', 10_000],
    ['2m', 120_000],
    ['1m30s', 90_000],
    ['1.5h', 5_400_000],
    ['0s', 0],
  ])('reads %s as %d ms', (text, expectedMs) => {
    expect(parseDurationMs(text)).toBe(expectedMs);
  });

  it.each(['', '10', 'ten seconds', '10x', '10s 5', '-3s', '1m,5s'])('refuses %j, naming it', (text) => {
    expect(() => parseDurationMs(text)).toThrow(UsageError);
    expect(() => parseDurationMs(text)).toThrow(`"${text}" is not a duration`);
  });
});

describe('formatDuration', () => {
  it.each([
    [0.4, '0.4ms'],
    [999, '999ms'],
    [4700, '4.7s'],
    [60_000, '1m'],
    [90_400, '1m30s'],
    [3_661_000, '1h1m1s'],
  ])('writes %d ms as %s', (durationMs, text) => {
    expect(formatDuration(durationMs)).toBe(text);
  });

  it('never writes sixty seconds', () => {
    expect(formatDuration(59_999)).toBe('1m');
  });
});

import { describe, expect, it } from 'vitest';
import {
  formatAddedMs,
  formatInstant,
  formatMs,
  formatPercent,
  formatPercentInterval,
  formatShare,
  formatStretch,
} from './figures.ts';

describe('figures', () => {
  it.each([
    [undefined, '–'],
    [0, '0 ms'],
    [0.42, '0.4 ms'],
    [9.96, '10 ms'],
    [251.4, '251 ms'],
    [999.6, '1.00 s'],
    [1254, '1.25 s'],
    [12_340, '12.3 s'],
  ])('writes %s ms as %s', (ms, text) => expect(formatMs(ms)).toBe(text));

  it('writes delays with their sign', () => {
    expect([formatAddedMs(100), formatAddedMs(-3), formatAddedMs(undefined)]).toEqual([
      '+100 ms',
      '−3.0 ms',
      '–',
    ]);
  });

  it.each([
    [0, '0 %'],
    [0.0004, '0.04 %'],
    [0.02, '2 %'],
    [0.0213, '2.1 %'],
    [1, '100 %'],
  ])('writes the share %s as %s', (ratio, text) => expect(formatPercent(ratio)).toBe(text));

  it('writes both bounds of an interval in one unit', () => {
    expect(formatPercentInterval({ low: 0.0072, high: 0.046 })).toBe('0.72–4.6 %');
  });

  it('claims no share of nothing', () => {
    expect([formatShare(2, 310), formatShare(0, 0)]).toEqual(['2 of 310 (0.65 %)', '–']);
  });

  it('writes times since the start', () => {
    expect(formatStretch({ fromMs: 107_000, toMs: 115_500 }, 100_000)).toBe('7–15.5 s');
    expect(formatInstant(Date.UTC(2026, 10, 27, 9))).toBe('2026-11-27 09:00:00 UTC');
  });
});

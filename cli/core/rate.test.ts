import { describe, expect, it } from 'vitest';
import { UsageError } from './errors.ts';
import { formatRate, parseRatePerSecond } from './rate.ts';

describe('parseRatePerSecond', () => {
  it.each([
    ['30', 0.5],
    ['30/m', 0.5],
    ['30/s', 30],
    ['0.5/s', 0.5],
    ['3600/h', 1],
  ])('reads %s as %d a second', (text, expected) => {
    expect(parseRatePerSecond(text)).toBeCloseTo(expected, 12);
  });

  it.each(['0', '-1', 'fast', '30/d', '30 / m', ''])('refuses %j', (text) => {
    expect(() => parseRatePerSecond(text)).toThrow(UsageError);
  });
});

it('formatRate uses the unit a person would', () => {
  expect([formatRate(0.5), formatRate(4), formatRate(30)]).toEqual(['30/m', '240/m', '30/s']);
});

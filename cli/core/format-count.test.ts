import fc from 'fast-check';
import { expect, it } from 'vitest';
import { formatCount } from './format-count.ts';

it('sets thousands apart', () => {
  expect([0, 999, 1000, 12_345, -1_234_567, 12_345.5].map(formatCount)).toEqual([
    '0',
    '999',
    '1,000',
    '12,345',
    '-1,234,567',
    '12,345.5',
  ]);
});

it('writes every whole number as English does', () => {
  fc.assert(
    fc.property(fc.integer(), (count) => {
      expect(formatCount(count)).toBe(count.toLocaleString('en-US'));
    }),
  );
});

import { expect, it } from 'vitest';
import { slopeMibPerMillion } from './memory-slope.ts';

const line = (mibPerMillion: number, noiseBytes = 0) =>
  Array.from({ length: 40 }, (_, place) => ({
    iterations: place * 50_000,
    bytes: 30e6 + mibPerMillion * 2 ** 20 * place * 0.05 + (place % 2 === 0 ? noiseBytes : -noiseBytes),
  }));

it('finds the slope of memory, also through noise', () => {
  expect(slopeMibPerMillion(line(3))).toBeCloseTo(3, 6);
  expect(slopeMibPerMillion(line(0))).toBeCloseTo(0, 6);
  expect(Math.abs(slopeMibPerMillion(line(1, 200_000)) - 1)).toBeLessThan(0.1);
});

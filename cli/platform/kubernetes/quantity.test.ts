import { expect, it } from 'vitest';
import { formatQuantity, parseQuantity } from './quantity.ts';

it.each([
  ['250m', 0.25],
  ['2', 2],
  ['1.5', 1.5],
  ['192Mi', 201_326_592],
  ['24581692Ki', 25_171_652_608],
  ['1e3', 1000],
  ['5G', 5e9],
  ['110', 110],
])('%s is %d', (text, amount) => {
  expect(parseQuantity(text)).toBeCloseTo(amount);
});

it('what is none is no number', () => {
  expect(['', 'much', '1Xi', '-'].map(parseQuantity)).toEqual([
    Number.NaN,
    Number.NaN,
    Number.NaN,
    Number.NaN,
  ]);
});

it('is written as people write it', () => {
  expect([
    formatQuantity('cpu', 1.3456),
    formatQuantity('memory', 2 ** 29),
    formatQuantity('limits.memory', 1.5 * 2 ** 30),
    formatQuantity('pods', 3),
  ]).toEqual(['1.35', '512Mi', '1.5Gi', '3']);
});

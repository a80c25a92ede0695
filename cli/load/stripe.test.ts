import { expect, it } from 'vitest';
import { numberOf, sizeOf, stripesOf } from './stripe.ts';
import { loadOf } from './test/virtual-shop.ts';

it.each([
  [0, 1],
  [1, 3],
  [7, 3],
  [9, 3],
  [100, 8],
])('%i things over %i stripes belong to one each, and none is left', (total, count) => {
  const all = Array.from({ length: count }, (_, index) => index).flatMap((index) => {
    const stripe = { index, count };
    return Array.from({ length: sizeOf(stripe, total) }, (_, place) => numberOf(stripe, place));
  });
  expect(all.toSorted((a, b) => a - b)).toEqual(Array.from({ length: total }, (_, k) => k));
});

it('divides what may be in flight, with the remainder to the first', () => {
  const shares = (maxInFlight: number, threads: number) =>
    stripesOf(loadOf('menu', { maxInFlight }), threads).map(({ load }) => load.maxInFlight);
  expect(shares(10, 4)).toEqual([3, 3, 2, 2]);
  expect(shares(2, 4)).toEqual([1, 1]);
  expect(shares(0, 4)).toEqual([0]);
});

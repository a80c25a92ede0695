import { expect, test } from 'vitest';
import { priceOf } from './price-rules.ts';

const plain = { basePriceCents: 599, quantity: 1, hour: 10, surge: false };

test.each([
  ['a plain line is quantity times price', { quantity: 3 }, 1797, 1, 0],
  ['the morning rush costs 10 % more from 07:00', { hour: 7 }, 659, 1.1, 0],
  ['the morning rush ends at 09:00', { hour: 9 }, 599, 1, 0],
  ['noon costs 10 % more', { hour: 12 }, 659, 1.1, 0],
  ['the afternoon costs 15 % less until 16:00', { hour: 15 }, 509, 0.85, 0],
  ['16:00 is plain again', { hour: 16 }, 599, 1, 0],
  ['a surge costs 20 % more', { surge: true }, 719, 1.2, 0],
  ['four pieces have no discount', { quantity: 4 }, 2396, 1, 0],
  ['five pieces cost 10 % less', { quantity: 5 }, 2696, 1, 0.1],
  ['all rules multiply, and are rounded once', { quantity: 7, hour: 8, surge: true }, 4981, 1.32, 0.1],
  ['half a cent is rounded up', { basePriceCents: 50, hour: 14 }, 43, 0.85, 0],
])('%s', (_name, change, totalCents, priceMultiplier, discount) => {
  expect(priceOf({ ...plain, ...change })).toEqual({ totalCents, priceMultiplier, discount });
});

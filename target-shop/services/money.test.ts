import { expect, test } from 'vitest';
import { amountInCents, fromCents, toCents } from './money.ts';

test('every amount of the wire comes back as the cents it was made from', () => {
  for (let cents = 0; cents <= 200_000; cents += 1) {
    if (toCents(fromCents(cents)) !== cents) throw new Error(`${cents} cents came back changed`);
    if (amountInCents.parse(fromCents(cents)) !== cents) throw new Error(`${cents} cents were refused`);
  }
});

test.each([[-1], [5.999], [Number.NaN], [Number.POSITIVE_INFINITY], ['5.99'], [1e12]])(
  'refuses %s as an amount',
  (amount) => expect(amountInCents.safeParse(amount).success).toBe(false),
);

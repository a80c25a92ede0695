import { expect, test } from 'vitest';
import { comparePrices } from './price-check.ts';

const line = (itemId: string, basePriceCents: number) => ({
  itemId,
  itemName: itemId,
  itemEmoji: '☕',
  quantity: 1,
  basePriceCents,
});
const entries = [
  { id: 'latte', price: 5.99 },
  { id: 'mocha', price: 6.49 },
];

test('accepts prices as they are', () => {
  expect(() => comparePrices([line('latte', 599), line('mocha', 649)], entries)).not.toThrow();
});

test('a cent of difference is a changed price, and all of them are named', () => {
  expect(() => comparePrices([line('latte', 598), line('mocha', 650)], entries)).toThrow(
    expect.objectContaining({
      status: 409,
      code: 'PRICE_CHANGED',
      details: {
        changed: [
          { itemId: 'latte', inCart: 5.98, now: 5.99 },
          { itemId: 'mocha', inCart: 6.5, now: 6.49 },
        ],
      },
    }),
  );
});

test('an item the catalog does not know is not found', () => {
  expect(() => comparePrices([line('tea', 100)], entries)).toThrow(
    expect.objectContaining({ status: 404, details: { unknown: ['tea'] } }),
  );
});

import { expect, test } from 'vitest';
import { brokenRule } from './order-line-rules.ts';

const good = { customerName: 'Ada', itemId: 'nebula-latte', quantity: 1 };

test.each([[1], [10]])('accepts %i pieces', (quantity) => {
  expect(brokenRule({ ...good, quantity })).toBeUndefined();
});

test.each([
  ['no customer', { customerName: undefined }, 'customerName is required'],
  ['a blank customer', { customerName: ' ' }, 'customerName is required'],
  ['no item', { itemId: '' }, 'itemId is required'],
  ['no quantity', { quantity: undefined }, 'quantity must be a whole number from 1 to 10'],
  ['nothing', { quantity: 0 }, 'quantity must be a whole number from 1 to 10'],
  ['eleven', { quantity: 11 }, 'quantity must be a whole number from 1 to 10'],
  ['half a piece', { quantity: 1.5 }, 'quantity must be a whole number from 1 to 10'],
])('refuses %s', (_name, change, rule) => {
  expect(brokenRule({ ...good, ...change })).toBe(rule);
});

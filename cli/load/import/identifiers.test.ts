import { expect, it } from 'vitest';
import { camelCase, Names, singular } from './identifiers.ts';

it.each([
  ['order_id', 'orderId'],
  ['GET-carts-id', 'gETCartsId'],
  ['2fa', 'the2fa'],
  ['ünal', 'nal'],
  ['', 'the'],
])('%j becomes %j', (text, name) => expect(camelCase(text)).toBe(name));

it.each([
  ['categories', 'category'],
  ['items', 'item'],
  ['address', 'address'],
  ['gas', 'gas'],
])('of %s there is one %s', (many, one) => expect(singular(many)).toBe(one));

it('gives no name twice, and none that means something already', () => {
  const names = new Names();
  expect([names.take('cart'), names.take('cart'), names.take('user'), names.take('delete')]).toEqual([
    'cart',
    'cart2',
    'user2',
    'delete2',
  ]);
});

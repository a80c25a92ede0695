import { expect, it } from 'vitest';
import { isIdKey, isIdSegment, isOpaque, leavesOf } from './linked-value.ts';

it.each(['id', 'cart_id', 'cartId', 'itemID', 'x-token', 'uuid'])('%s names an id', (key) => {
  expect(isIdKey(key)).toBe(true);
});

it.each(['paid', 'idle', 'name', 'valid', 0, undefined])('%s names none', (key) => {
  expect(isIdKey(key)).toBe(false);
});

it.each([
  ['3f2b1c9a-1111-4222-8333-444455556666', true, true],
  ['cart-000001', true, true],
  ['4711', false, true],
  ['nebula-latte', false, false],
  ['v2', false, false],
  ['2026-01-31', false, false],
])('%s: hardly by chance %s, one of many in a path %s', (text, opaque, segment) => {
  expect({ opaque: isOpaque(text), segment: isIdSegment(text) }).toEqual({ opaque, segment });
});

it('finds texts and numbers, what lies less deep first', () => {
  expect(leavesOf({ deep: [{ id: 'b' }], id: 'a', none: null, yes: true, count: 2 })).toEqual([
    { keys: ['id'], value: 'a' },
    { keys: ['count'], value: 2 },
    { keys: ['deep', 0, 'id'], value: 'b' },
  ]);
});

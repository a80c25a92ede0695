import { expect, test } from 'vitest';
import { PRODUCTS } from './products.ts';

const count = (category: string) => PRODUCTS.filter((product) => product.category === category).length;

test('every product has an id of its own that needs no escaping in an address', () => {
  const ids = PRODUCTS.map((product) => product.id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^[a-z0-9-]+$/);
});

test('prices are whole cents above zero', () => {
  for (const { priceCents } of PRODUCTS)
    expect(Number.isSafeInteger(priceCents) && priceCents > 0).toBe(true);
});

test('the shelves hold what the documents ask for', () => {
  const departments = ['electronics', 'furniture', 'sports'];
  expect(departments.reduce((sum, category) => sum + count(category), 0)).toBe(60);
  expect([count('coffee'), count('pets'), count('socks')]).toEqual([8, 3, 9]);
});

test('the menu costs what C-17 says', () => {
  const prices = PRODUCTS.filter(({ category }) => category === 'coffee').map((coffee) => coffee.priceCents);
  expect(prices).toEqual([599, 399, 649, 449, 549, 699, 529, 499]);
});

import { expect, it } from 'vitest';
import { pathDigest } from './path-digest.ts';

it('is twelve hex digits, the same for the same path', () => {
  expect(pathDigest('/home/ada/shop/.shopctl')).toMatch(/^[0-9a-f]{12}$/);
  expect(pathDigest('/home/ada/shop/.shopctl')).toBe(pathDigest('/home/ada/shop/.shopctl'));
});

it('tells paths apart', () => {
  const paths = Array.from({ length: 100_000 }, (_, i) => `/home/ada/shop-${i}/.shopctl`);
  expect(new Set(paths.map(pathDigest)).size).toBe(paths.length);
});

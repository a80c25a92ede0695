import { expect, test } from 'vitest';
import { edgeText, SERVICES_WITH_STORES, STEADY_EDGES, TABLE_EDGES } from './shop-topology.ts';

test('what the table calls seldom is allowed, and not expected of every run', () => {
  expect(TABLE_EDGES.map(edgeText)).toContain('gateway -> redis');
  expect(STEADY_EDGES.map(edgeText)).not.toContain('gateway -> redis');
  expect(STEADY_EDGES.map(edgeText)).toContain('cart -> redis');
  expect(SERVICES_WITH_STORES).not.toContain('gateway');
});

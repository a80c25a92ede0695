import { expect, test } from 'vitest';
import { edgeText, TABLE_EDGES, topologyOf } from './shop-topology.ts';

test('what the table calls seldom is allowed, and not expected of every run', () => {
  const { edges, withStores } = topologyOf('core');
  expect(TABLE_EDGES.map(edgeText)).toContain('gateway -> redis');
  expect(edges.map(edgeText)).not.toContain('gateway -> redis');
  expect(edges.map(edgeText)).toContain('cart -> redis');
  expect(withStores).not.toContain('gateway');
});

test('a core shop is not expected to show what only the full one has', () => {
  const core = topologyOf('core');
  expect(core.services).toHaveLength(8);
  expect(core.edges.map(edgeText)).not.toContain('orders -> shipping');
  expect(topologyOf()).toEqual(core);
  const full = topologyOf('full');
  expect(full.services).toHaveLength(13);
  expect(full.edges.map(edgeText)).toEqual(
    expect.arrayContaining(['orders -> shipping', 'shipping -> fulfillment', 'fulfillment -> orders']),
  );
});

test('who only works on messages is not asked anything', () => {
  expect(topologyOf('full').asked).not.toContain('fulfillment');
  expect(topologyOf('full').asked).toContain('frontend');
});

import { expect, test } from 'vitest';
import { edgeText, TABLE_EDGES, topologyOf } from './shop-topology.ts';

test('what the table calls seldom is allowed, and not expected of every run', () => {
  const { edges, withStores } = topologyOf({ size: 'core' });
  expect(TABLE_EDGES.map(edgeText)).toContain('gateway -> redis');
  expect(edges.map(edgeText)).not.toContain('gateway -> redis');
  expect(edges.map(edgeText)).toContain('cart -> redis');
  expect(withStores).not.toContain('gateway');
});

test('a core shop is not expected to show what only the full one has', () => {
  const core = topologyOf({ size: 'core' });
  expect(core.services).toHaveLength(8);
  expect(core.edges.map(edgeText)).not.toContain('orders -> shipping');
  expect(topologyOf()).toEqual(core);
  const full = topologyOf({ size: 'full' });
  expect(full.services).toHaveLength(13);
  expect(full.edges.map(edgeText)).toEqual(
    expect.arrayContaining(['orders -> shipping', 'shipping -> fulfillment', 'fulfillment -> orders']),
  );
});

test('who only works on messages is not asked anything', () => {
  expect(topologyOf({ size: 'full' }).asked).not.toContain('fulfillment');
  expect(topologyOf({ size: 'full' }).asked).toContain('frontend');
});

test('what the load of a flavour leaves alone is allowed, and not expected', () => {
  const { services, unasked, edges, withStores, asked } = topologyOf({ size: 'full', flavour: 'sock' });
  expect(services).toHaveLength(11);
  expect(unasked.toSorted()).toEqual(['ad', 'recommendation']);
  const texts = edges.map(edgeText);
  for (const gone of ['gateway -> recommendation', 'recommendation -> redis', 'catalog -> redis']) {
    expect(texts).not.toContain(gone);
    expect(TABLE_EDGES.map(edgeText)).toContain(gone);
  }
  expect(texts).toContain('catalog -> postgresql');
  expect(withStores).toContain('catalog');
  expect(asked).not.toContain('ad');
  expect(topologyOf({ size: 'core', flavour: 'sock' }).unasked).toEqual(['recommendation']);
});

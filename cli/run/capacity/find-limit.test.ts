import { expect, it } from 'vitest';
import { EPOCH_MS, type ShortSpan } from '../../telemetry/test-otlp/otlp-requests.ts';
import { storedQueries } from '../../telemetry/test-otlp/stored-queries.ts';
import type { Capacity, CapacityStep } from './capacity.ts';
import { findLimit, limitIn } from './find-limit.ts';

const queriesOf = storedQueries();

/** frontend asks orders, which asks Postgres: how long each takes by itself, and how long the way to orders takes. */
function trace(
  number: number,
  startMs: number,
  own: { front: number; way: number; orders: number; db: number },
) {
  const { front, way, orders, db } = own;
  const id = (place: number) => number * 10 + place;
  const span = (place: number, rest: Omit<ShortSpan, 'id' | 'trace' | 'startMs'>): ShortSpan => ({
    ...{ id: id(place), trace: number, startMs: startMs + place },
    ...rest,
  });
  const inOrders = orders + db;
  return [
    span(0, { service: 'frontend', kind: 'SERVER', durationMs: front + way + inOrders }),
    span(1, { service: 'frontend', kind: 'CLIENT', parent: id(0), durationMs: way + inOrders }),
    span(2, { service: 'orders', kind: 'SERVER', parent: id(1), durationMs: inOrders }),
    span(3, {
      ...{ service: 'orders', kind: 'CLIENT', parent: id(2), durationMs: db },
      attributes: { 'db.system.name': 'postgresql' },
    }),
  ];
}

function step(outcome: CapacityStep['outcome'], ratePerSecond: number, fromMs: number): CapacityStep {
  return { kind: 'climb', ratePerSecond, fromMs, toMs: fromMs + 1000, outcome, slos: [] };
}

const calm = step('held', 10, EPOCH_MS);
const broken = step('broken', 40, EPOCH_MS + 5000);
const quiet = { front: 20, way: 1, orders: 10, db: 5 };

it.each([
  ['postgresql', { ...quiet, db: 205 }, 'postgresql, whose own time grew from 5ms to 205ms per trace'],
  [
    'orders',
    { ...quiet, orders: 110, front: 30 },
    'orders, whose own time grew from 11ms to 111ms per trace',
  ],
  // What waits before its own span begins is in the caller's CLIENT span.
  ['orders', { ...quiet, way: 301 }, 'orders, whose own time grew from 11ms to 311ms per trace'],
  ['frontend', { ...quiet, front: 90 }, 'frontend, whose own time grew from 20ms to 90ms per trace'],
])('finds that %s is the limit', async (service, own, text) => {
  const spans = [1, 2].flatMap((number) => trace(number, calm.fromMs + 100 * number, quiet));
  const slow = [3, 4, 5].flatMap((number) => trace(number, broken.fromMs + 100 * number, own));
  expect(await limitIn(queriesOf([...spans, ...slow]), { calm, broken })).toEqual({ service, text });
});

it('says how long the slowest took where no rate held', async () => {
  const slow = trace(1, broken.fromMs, { ...quiet, orders: 110 });
  const text = 'orders, whose own time was 111ms per trace';
  expect(await limitIn(queriesOf(slow), { calm: undefined, broken })).toEqual({ service: 'orders', text });
});

it('does not guess where no time grew, or no telemetry says so', async () => {
  const spans = [trace(1, calm.fromMs, quiet), trace(2, broken.fromMs, quiet)].flat();
  const unknown = { text: 'the target; no telemetry says which service' };
  expect(await limitIn(queriesOf(spans), { calm, broken })).toEqual(unknown);
  expect(await limitIn(queriesOf([]), { calm, broken })).toEqual(unknown);
  const capacity: Capacity = { outcome: 'found', brokenPerSecond: 40, repeats: 3, steps: [calm, broken] };
  expect(await findLimit(capacity, '/nowhere/telemetry.db')).toEqual({ limit: unknown });
  expect(await findLimit({ ...capacity, steps: [calm] }, '/nowhere/telemetry.db')).toEqual({});
  const text = 'the load generator itself: at 5/s its thread was busy';
  expect(await findLimit({ ...capacity, limit: { text } }, '/nowhere/telemetry.db')).toEqual({});
});

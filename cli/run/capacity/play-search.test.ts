import { expect, it } from 'vitest';
import type { LoadEngine } from '../../load/engine.ts';
import type { LoadControl } from '../../load/load-control.ts';
import { answered, ask, loadOf, virtualShop } from '../../load/test/virtual-shop.ts';
import { parseSlos } from '../../plan/parse-slo.ts';
import type { SearchStanding } from '../run-progress.ts';
import { playSearch } from './play-search.ts';

/** A shop that is quick as long as it is asked less than so many times a second. */
function shopThatHolds(ratePerSecond: number, slos: ReturnType<typeof parseSlos>) {
  const asked: number[] = [];
  return virtualShop(
    [ask],
    (_request, sentAtMs) => {
      asked.push(sentAtMs);
      const lately = asked.filter((atMs) => atMs > sentAtMs - 1000).length;
      return { tookMs: lately > ratePerSecond ? 900 : 10, answer: answered(200) };
    },
    { slos },
  );
}

/** Searches in a shop that is quick below so many requests a second. */
async function searchFor({
  slo,
  startPerSecond,
  holds,
}: {
  slo: string;
  startPerSecond: number;
  holds: number;
}) {
  const slos = parseSlos([slo]);
  const { engine, clock } = shopThatHolds(holds, slos);
  const control = {
    scale: async (load: string, scaling: never) => engine.playing(load).scale(scaling),
    meter: async (load: string) => engine.meter(load),
  } as unknown as LoadControl; // all that a search asks of it
  const stages = [
    { durationMs: 300_000, fromRatePerSecond: startPerSecond, toRatePerSecond: startPerSecond },
  ];
  const told: SearchStanding[] = [];
  const nothing = () => undefined;
  const { capacity } = await clock.until(
    playSearch({
      ...{ engine: engine as unknown as LoadEngine, control, clock, signal: new AbortController().signal },
      loads: [loadOf('ask', { stages })],
      search: { slos, startPerSecond },
      progress: {
        ...{ phase: nothing, event: nothing, window: nothing, done: nothing },
        search: (standing) => told.push(standing),
      },
    }),
  );
  return { capacity, told };
}

it('tells before each step what it tries, and between which rates it looks', async () => {
  const { capacity, told } = await searchFor({ slo: 'p90[2s]<100ms', startPerSecond: 10, holds: 30 });
  expect(capacity).toMatchObject({ outcome: 'found' });
  expect(told.map(({ kind }) => kind)).toEqual(capacity.steps.map(({ kind }) => kind));
  expect(told[0]).toMatchObject({ kind: 'climb', ratePerSecond: 10, repeats: 0 });
  expect(told[0]?.heldPerSecond).toBeUndefined();
  expect(told[2]).toMatchObject({ kind: 'climb', ratePerSecond: 40, heldPerSecond: 20 });
  const bisect = told.find(({ kind }) => kind === 'bisect');
  expect(bisect).toMatchObject({ ratePerSecond: 30, heldPerSecond: 20, brokenPerSecond: 40 });
  // The one that broke once more, and the one that held three times more.
  expect(told.slice(-5)).toMatchObject([
    { kind: 'confirm', ratePerSecond: capacity.brokenPerSecond, repeats: 0 },
    { kind: 'recover' },
    ...[0, 1, 2].map((repeats) => ({ kind: 'confirm', ratePerSecond: capacity.heldPerSecond, repeats })),
  ]);
});

it('ends where lower rates could not be told any more, and none has held', async () => {
  const { capacity } = await searchFor({ slo: 'p95[2s]<100ms', startPerSecond: 4, holds: 3 });
  expect(capacity).toMatchObject({ outcome: 'too-few-samples', brokenPerSecond: 4, repeats: 0 });
  expect(capacity.steps.map(({ outcome }) => outcome)).toEqual(['broken', 'recovered', 'too-few-samples']);
  expect(capacity.heldPerSecond).toBeUndefined();
});

it('ends when nothing is ever quick enough', async () => {
  const { capacity } = await searchFor({ slo: 'p95[2s]<100ms', startPerSecond: 64, holds: 0 });
  expect(capacity).toMatchObject({ outcome: 'never-held', repeats: 0 });
  expect(new Set(capacity.steps.map(({ outcome }) => outcome))).toEqual(new Set(['broken']));
});

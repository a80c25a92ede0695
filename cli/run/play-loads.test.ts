import { expect, it } from 'vitest';
import { systemClock } from '../core/clock.ts';
import type { LoadEngine } from '../load/engine.ts';
import { loadOf } from '../load/test/virtual-shop.ts';
import { playLoads, STOP_GRACE_MS } from './play-loads.ts';

/** An engine whose loads never finish by themselves, and what it was told. */
function endlessEngine() {
  const stopped: { readonly load: string; readonly graceMs: number }[] = [];
  const engine: Pick<LoadEngine, 'start' | 'finished' | 'stop'> = {
    start: () => undefined,
    finished: () => new Promise(() => undefined),
    stop: async (load, graceMs) => void stopped.push({ load, graceMs }),
  };
  return { engine: engine as LoadEngine, stopped }; // all that playing loads asks of it
}

const loads = [loadOf('menu', { name: 'users' }), loadOf('menu', { name: 'crowd' })];
const never = new AbortController().signal;

it('ends in peace when no more is to start: what is under way may end', async () => {
  const { engine, stopped } = endlessEngine();
  await playLoads({ engine, loads, clock: systemClock, signal: never, noMore: AbortSignal.abort() });
  expect(stopped).toEqual([
    { load: 'users', graceMs: STOP_GRACE_MS },
    { load: 'crowd', graceMs: STOP_GRACE_MS },
  ]);
});

it('ends at once when it is stopped, whether or not it was ending in peace', async () => {
  const { engine, stopped } = endlessEngine();
  const signal = AbortSignal.abort();
  await playLoads({ engine, loads, clock: systemClock, signal, noMore: AbortSignal.abort() });
  expect(stopped.map(({ graceMs }) => graceMs)).toEqual([0, 0]);
});

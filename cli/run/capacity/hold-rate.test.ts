import { expect, it } from 'vitest';
import type { LoadControl, LoadMeter } from '../../load/load-control.ts';
import { parseSlos } from '../../plan/parse-slo.ts';
import { createHandTurnedClock } from '../../test/hand-turned-clock.ts';
import { holdRate, rest } from './hold-rate.ts';

const never = new AbortController().signal;

/** A load whose meter says what a function of the time says. */
function loadThat(meterAt: (ms: number) => Partial<LoadMeter>, slo = 'p90[10s]<100ms') {
  const clock = createHandTurnedClock(0);
  const scaled: unknown[] = [];
  const control = {
    scale: async (_: string, scaling: unknown) => void scaled.push(scaling),
    meter: async () => {
      const atMs = clock.now();
      const started = atMs / 10;
      const slos = [{ samples: started, misses: 0 }];
      return { atMs, started, waited: 0, lagMs: 0, busyMs: 0, slos, ...meterAt(atMs) };
    },
  } as unknown as LoadControl; // all that holding a rate asks of it
  const search = { slos: parseSlos([slo]), startPerSecond: 100 };
  return { holding: { control, load: 'users', search, clock, signal: never }, scaled, clock };
}

it('settles for a quarter of the window, and holds for the whole of it', async () => {
  const { holding, scaled } = loadThat(() => ({}));
  expect(await holdRate(holding, 100)).toEqual({
    ...{ ratePerSecond: 100, fromMs: 2500, toMs: 12_500, outcome: 'held', reason: '' },
    slos: [{ samples: 1000, misses: 0 }],
  });
  expect(scaled).toEqual([{ toRatePerSecond: 100 }]);
});

it('does not count what missed while it settled, and ends as soon as the window is lost', async () => {
  const settling = loadThat((ms) => ({ slos: [{ samples: ms / 10, misses: Math.min(ms, 2500) / 10 }] }));
  expect(await holdRate(settling.holding, 100)).toMatchObject({ outcome: 'held' });
  const lost = loadThat((ms) => ({ slos: [{ samples: ms / 10, misses: ms / 20 }] }));
  // Of 1000 to come 100 may miss; half of them do, so it is lost after 200 of them.
  expect(await holdRate(lost.holding, 100)).toMatchObject({
    ...{ outcome: 'broken', toMs: 5000, reason: 'p90[10s]<100ms: 125 of 250 missed it' },
  });
});

it('gives too few samples a second window before it believes a miss', async () => {
  const few = (misses: (ms: number) => number) =>
    loadThat((ms) => ({ slos: [{ samples: ms / 1000, misses: misses(ms) }] }), 'p90[10s,min=100]<100ms');
  const once = few((ms) => (ms > 8000 ? 2 : 0));
  expect(await holdRate(once.holding, 1)).toMatchObject({ outcome: 'held', toMs: 22_500 });
  const always = few((ms) => ms / 2000);
  expect(await holdRate(always.holding, 1)).toMatchObject({ outcome: 'broken', toMs: 22_500 });
});

it('holds a rate longer until samples can tell, and says when even three windows have too few', async () => {
  const every = (sampleMs: number) =>
    loadThat((ms) => ({ slos: [{ samples: Math.floor(ms / sampleMs), misses: 0 }] }), 'p95[10s]<100ms');
  // Twenty can tell a p95.
  expect(await holdRate(every(800).holding, 1)).toMatchObject({ outcome: 'held', toMs: 22_500 });
  expect(await holdRate(every(2000).holding, 1)).toMatchObject({
    ...{ outcome: 'too-few-samples', toMs: 32_500 },
    reason: 'p95[10s]<100ms: 15 samples, and it takes 20 to tell',
  });
});

it('says when the generator itself is the limit, before it blames the target', async () => {
  const isBad = (ms: number) => ({ slos: [{ samples: ms / 10, misses: ms / 10 }] });
  const busy = loadThat((ms) => ({ ...isBad(ms), busyMs: ms * 0.92 }));
  expect(await holdRate(busy.holding, 100)).toMatchObject({
    ...{ outcome: 'generator-limited', reason: 'its thread was busy 92% of the time' },
  });
  const late = loadThat((ms) => ({ lagMs: (ms / 10) * 12 }));
  expect(await holdRate(late.holding, 100)).toMatchObject({
    ...{ outcome: 'generator-limited', reason: 'iterations started 12ms late on average' },
  });
  const waiting = loadThat((ms) => ({ ...isBad(ms), lagMs: (ms / 10) * 12, waited: ms / 100 }));
  expect(await holdRate(waiting.holding, 100)).toMatchObject({ outcome: 'broken' });
});

it('rests until a look finds nothing wrong', async () => {
  const { holding, scaled } = loadThat((ms) => ({
    slos: [{ samples: ms / 100, misses: Math.min(ms, 4500) / 100 }],
  }));
  expect(await rest(holding, 10)).toMatchObject({ outcome: 'recovered', fromMs: 0, toMs: 6000 });
  expect(scaled).toEqual([{ toRatePerSecond: 10 }]);
});

it('gives a rest up at which nothing comes right', async () => {
  const { holding } = loadThat((ms) => ({ slos: [{ samples: ms / 100, misses: ms / 100 }] }));
  expect(await rest(holding, 10)).toMatchObject({
    ...{ outcome: 'broken', fromMs: 0, toMs: 6000, reason: 'p90[10s]<100ms: 10 of 10 missed it' },
  });
});

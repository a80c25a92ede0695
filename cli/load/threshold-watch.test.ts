import { describe, expect, it } from 'vitest';
import { parseThreshold } from '../plan/parse-threshold.ts';
import type { LoadPlan } from '../plan/run-plan.ts';
import { judgeThresholds } from './judge-thresholds.ts';
import {
  type Answering,
  answered,
  ask,
  get,
  journeyOf,
  loadOf,
  playOut,
  quick,
  START_MS,
  virtualShop,
} from './test/virtual-shop.ts';
import type { BrokenThreshold } from './threshold-watch.ts';

/** Slow and failing answers to what is sent from one second to another. */
const badFrom =
  (fromSecond: number, toSecond: number): Answering =>
  (_request, sentAtMs) =>
    sentAtMs >= START_MS + fromSecond * 1000 && sentAtMs < START_MS + toSecond * 1000
      ? { tookMs: 800, answer: answered(500) }
      : quick(_request, sentAtMs);

async function play(text: string, answering: Answering, changes: Partial<LoadPlan> = {}, journey = ask) {
  const thresholds = [parseThreshold(text)];
  const told: BrokenThreshold[] = [];
  const shop = virtualShop([journey], answering, { thresholds, onBroken: (broken) => told.push(broken) });
  const { summary, load } = await playOut(shop, loadOf('ask', changes));
  return { told, rolled: load.rolled?.[0], result: judgeThresholds(thresholds, summary, START_MS)[0] };
}

describe('a rolling window', () => {
  it('is broken by a stretch that the whole run forgives, as soon as it has moved over it', async () => {
    const { told, result } = await play('ask.response.mean[1s]<500ms', badFrom(4, 5));
    // What is sent from 4 s on comes at 4.8 s and later: the window from 4 to 5 s is the first with slow ones only.
    expect(told).toEqual([
      { expression: 'ask.response.mean[1s]<500ms', load: 'users', atMs: START_MS + 5000 },
    ]);
    expect(result).toMatchObject({ outcome: 'fail', firstBrokenAtMs: START_MS + 5000 });
    expect(result?.worst).toBeGreaterThan(500);
    expect((await play('ask.response.mean<500ms', badFrom(4, 5))).result?.outcome).toBe('pass');
  });

  it('is judged every 250 ms, from when it is full to the end', async () => {
    const { rolled } = await play('all.service.max[2s]<1s', quick);
    // Full at 2.0 s, 2.25 s … 10.0 s.
    expect(rolled).toMatchObject({ full: 33, judged: 33, mostSamples: 20 });
    expect(rolled?.worst?.value).toBeCloseTo(20);
  });

  it.each([
    ['ask', 'ask.errors[2s,min=5]<=0.1'],
    ['all', 'all.errors[2s,min=5]<=0.1'],
    ['an endpoint', '"GET /ask".errors[2s,min=5]<=0.1'],
  ])('of %s counts errors', async (_subject, text) => {
    const { result } = await play(text, badFrom(4, 5));
    expect(result).toMatchObject({ outcome: 'fail', samples: 20, worst: 0.5 });
  });

  it('of a subject that was not played has not passed', async () => {
    const { rolled, told, result } = await play('"GET /menu".errors[2s]<10%', badFrom(0, 10));
    expect({ told, outcome: result?.outcome, full: rolled?.full }).toEqual({
      told: [],
      outcome: 'fail',
      full: 35,
    });
  });

  it('counts an answer that a check did not like as an error, of request and journey', async () => {
    const picky = journeyOf('ask', async (user) => {
      await get('/ask')(user);
      user.fail('not what was asked for');
    });
    for (const subject of ['all', '"GET /ask"', 'ask']) {
      const { result } = await play(`${subject}.errors[2s]<10%`, quick, {}, picky);
      expect(result).toMatchObject({ outcome: 'fail', worst: 1, firstBrokenAtMs: START_MS + 2000 });
    }
  });

  it('with fewer samples than it needs is not judged, whatever it holds', async () => {
    const { rolled, told } = await play('all.response.p50[1s]<100ms', badFrom(0, 10));
    expect(told).toEqual([]);
    expect(rolled).toMatchObject({ judged: 0, mostSamples: 10 });
    const lenient = await play('all.response.p50[1s,min=10]<100ms', badFrom(0, 10));
    expect(lenient.told).toHaveLength(1);
  });

  it('is judged in time, also when nothing ends meanwhile', async () => {
    const toldAt: number[] = [];
    const failsThenHangs: Answering = (_request, sentAtMs) =>
      sentAtMs < START_MS + 450
        ? { tookMs: 20, answer: answered(500) }
        : { tookMs: 60_000, answer: answered(200) };
    const shop = virtualShop([ask], failsThenHangs, {
      thresholds: [parseThreshold('all.errors[1s,min=5]<10%')],
      onBroken: () => toldAt.push(shop.clock.now()),
    });
    await playOut(shop);
    expect(toldAt).toEqual([START_MS + 1000]);
  });

  it('of a probe is nobody’s business', async () => {
    const { told, rolled } = await play('all.errors[2s]<10%', badFrom(0, 10), { probe: true });
    expect({ told, rolled }).toEqual({ told: [], rolled: undefined });
  });
});

/** Looks at each answer: whether it came, always, and whether it is dear, from one second to another. */
const looking = journeyOf('ask', async (user) => {
  const { ok } = await get('/ask')(user);
  user.check('it came', true);
  user.check('it is cheap', ok);
});

describe('checks', () => {
  it.each([
    ['of one name', '"it is cheap".failed[1s,min=5]<20%', 0.625, 8],
    ['all together', 'checks.failed[1s,min=5]<20%', 0.3125, 16],
  ])('are judged window by window: %s', async (_which, text, worst, samples) => {
    const { told, rolled, result } = await play(text, badFrom(4, 5), {}, looking);
    // What is sent from 4 s on is looked at from 4.8 s on: at 5.25 s the window holds five of those, and three others.
    expect(told).toEqual([{ expression: text, load: 'users', atMs: START_MS + 5250 }]);
    expect(rolled?.worst?.atMs).toBe(START_MS + 5250);
    expect(result).toMatchObject({ outcome: 'fail', worst, samples });
  });

  it('are no requests, and no journeys of the same name', async () => {
    const text = '"it came".failed[1s,min=5]<=0%';
    expect((await play(text, badFrom(4, 5), {}, looking)).result?.outcome).toBe('pass');
    // Every request fails; that is nobody's check.
    for (const subject of ['ask', 'all', '"GET /ask"']) {
      const { result } = await play(`${subject}.failed[2s]<10%`, badFrom(0, 10), {}, looking);
      expect(result).toMatchObject({ outcome: 'fail', observed: 'no samples' });
    }
    const { result } = await play('"it is cheap".errors[2s]<10%', badFrom(0, 10), {}, looking);
    expect(result).toMatchObject({ outcome: 'fail', observed: 'no samples' });
  });

  it('of which none may fail are told at once', async () => {
    const { told } = await play('checks.failed<=0%', badFrom(4, 5), {}, looking);
    expect(told).toMatchObject([{ load: 'users', atMs: START_MS + 4800 }]);
    expect((await play('checks.failed<50%', badFrom(4, 5), {}, looking)).told).toEqual([]);
  });

  it('of a warm-up do not count', async () => {
    const text = 'checks.failed<=0%';
    const { told, result } = await play(text, badFrom(0, 1), { warmUpMs: 2000 }, looking);
    expect({ told, outcome: result?.outcome }).toEqual({ told: [], outcome: 'pass' });
  });
});

describe('a threshold over the whole run', () => {
  it('is told at once when one request breaks it for good', async () => {
    const { told, result } = await play('all.response.max<500ms', badFrom(4, 5));
    expect(told).toMatchObject([{ load: 'users', atMs: START_MS + 4800 }]);
    expect(result).toMatchObject({ outcome: 'fail', observed: '800ms' });
    expect((await play('all.errors<=0', badFrom(4, 5))).told).toMatchObject([{ atMs: START_MS + 4800 }]);
  });

  it('is not told while it may recover', async () => {
    expect((await play('all.errors<1%', badFrom(0, 1))).told).toEqual([]);
    expect((await play('all.response.max<1s', badFrom(4, 5))).told).toEqual([]);
  });
});

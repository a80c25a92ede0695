import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyedRandom } from '../../../target-shop/contract/keyed-random.ts';
import { parseThreshold } from '../../plan/parse-threshold.ts';
import type { LoadPlan } from '../../plan/run-plan.ts';
import { arrivalsOf } from '../arrivals.ts';
import { Histogram } from '../measure/histogram.ts';
import type { LatencySeries, LoadWindow, Summary } from '../summary.ts';
import { type RandomLoad, randomLoad } from '../test/random-load.ts';
import {
  type Answering,
  answered,
  get,
  journeyOf,
  loadOf,
  quick,
  START_MS,
  virtualShop,
} from '../test/virtual-shop.ts';
import { virtualWorkers } from '../test/virtual-workers.ts';
import type { BrokenThreshold } from '../threshold-watch.ts';

/** Journeys of known names; what they ask for is drawn. */
const journeys = ['menu', 'purchase', 'history'].map((name) =>
  journeyOf(name, async (user) => {
    const path = `/${name}/${user.pick('page', ['a', 'b', 'c'])}/${user.random('mark')}`;
    await user.request({ method: 'GET', path, route: `/${name}/:page` });
    user.check('what was asked for', user.random('likes') >= 0.1);
    await user.think(10, 500);
    await get(`/${name}`)(user);
  }),
);
const mix = [
  { journey: 'menu', probability: 0.8 },
  { journey: 'purchase', probability: 0.5 },
  { journey: 'history', probability: 0.2 },
];

/** Slow and failing now and then, the same for the same request at the same time. */
const moody: Answering = ({ path }, sentAtMs) => {
  const draw = keyedRandom(7, path, Math.round(sentAtMs));
  return { tookMs: 5 + draw ** 4 * 2000, answer: answered(draw > 0.95 ? 500 : draw > 0.9 ? 402 : 200) };
};

const thresholds = [
  'all.errors[2s,min=5]<20%',
  'all.response.p95[1s,min=5]<10ms',
  'menu.response.max<10ms',
  'purchase.response.mean[1s]<10s',
  'checks.failed[1s,min=5]<20%',
  '"what was asked for".failed<=0%',
].map(parseThreshold);

const stages = [{ durationMs: 8000, fromRatePerSecond: 5, toRatePerSecond: 40 }];

/** Plays a load to its end with so many workers, or with the one engine there is without them. */
async function play(workers: number, changes: Partial<LoadPlan> = {}) {
  const load = loadOf('', { mix, stages, ...changes });
  const windows: LoadWindow[] = [];
  const broken: BrokenThreshold[] = [];
  if (workers === 0) {
    const heard = {
      onWindow: (one: LoadWindow) => windows.push(one),
      onBroken: (one: BrokenThreshold) => broken.push(one),
    };
    const { engine, clock, requests } = virtualShop(journeys, moody, { thresholds, ...heard });
    engine.start(load, START_MS);
    await clock.until(engine.finished(load.name));
    return { requests: [requests], windows, broken, summary: engine.summary() };
  }
  const { engine, clock, requests } = virtualWorkers(journeys, moody, { workers, thresholds });
  engine.onWindow((one) => windows.push(one));
  engine.onBroken((one) => broken.push(one));
  engine.start(load, START_MS);
  await clock.until(engine.finished(load.name));
  return { requests, windows, broken, summary: await engine.summary() };
}

/** Sums are added up in another order, which floating point notices. */
const toDigits = (value: unknown) =>
  JSON.parse(JSON.stringify(value), (_key, each) =>
    typeof each === 'number' ? Number(each.toPrecision(12)) : each,
  );

describe('several workers', () => {
  it.each([
    ['evenly spaced', {}],
    ['at random moments', { arrivals: 'poisson' as const }],
    ['one journey by weight', { mixMode: 'weighted' as const }],
    ['in exact turns', { mixMode: 'exact' as const }],
    ['in exact turns at random moments', { mixMode: 'exact' as const, arrivals: 'poisson' as const }],
    [
      'after a warm-up',
      { warmUpMs: 2000, stages: [{ ...stages[0], durationMs: 2000 }, ...stages] as typeof stages },
    ],
  ])('send the requests of one, and count the same: %s', async (_how, changes) => {
    const one = await play(0, changes);
    const sent = (requests: typeof one.requests) =>
      requests
        .flat()
        .map(({ path, headers }) => `${path} ${headers['baggage']}`)
        .toSorted();
    expect(one.requests.flat().length).toBeGreaterThan(200);
    for (const workers of [1, 2, 3]) {
      const several = await play(workers, changes);
      expect(several.requests.every((each) => each.length > 50)).toBe(true);
      expect(sent(several.requests)).toEqual(sent(one.requests));
      expect(loadsOf(several.summary)).toEqual(loadsOf(one.summary));
      expect(shown(several.windows, changes)).toEqual(shown(one.windows, changes));
      expect(toDigits(several.summary.windows)).toEqual(toDigits(one.summary.windows));
      expect(several.broken).toEqual(one.broken);
      expect(classesOf(several.summary)).toEqual(classesOf(one.summary));
    }
    expect(one.broken.length).toBeGreaterThan(1);
  });
});

/** What ends after its warm-up, but began in it, one engine shows beside the seconds that count. */
function shown(windows: readonly LoadWindow[], { warmUpMs }: Partial<LoadPlan>) {
  return toDigits(windows.filter(({ atMs }) => warmUpMs === undefined || atMs < START_MS + warmUpMs));
}

/** Which endpoint was seen first is a matter of the worker. */
function loadsOf({ loads }: Summary) {
  const inOrder = ({ of, name }: LatencySeries) => `${of} ${name}`;
  return toDigits(
    loads.map(({ latencies = [], ...load }) => ({
      ...load,
      latencies: latencies.toSorted((a, b) => inOrder(a).localeCompare(inOrder(b))),
    })),
  );
}

/** Which five traces are kept is a matter of who comes first. */
function classesOf({ errors }: Summary) {
  const classes = errors.map(({ traceIds, ...one }) => ({ ...one, traces: traceIds.length }));
  return classes.toSorted((a, b) => `${a.kind} ${a.endpoint}`.localeCompare(`${b.kind} ${b.endpoint}`));
}

describe('the counts of several workers', () => {
  it('hold every iteration, journey and request exactly once, over 400 random loads', {
    timeout: 120_000,
  }, async () => {
    const seen = { dropped: 0, interrupted: 0, waited: 0, closed: 0, aborted: 0, warmUp: 0 };
    const counted = async ({ load: drawn, seed, stop }: RandomLoad, workers: number) => {
      const load = { ...drawn, mix: [{ journey: 'menu', probability: 0.8 }] };
      const takesMs = (atMs: number) => 20 + keyedRandom(seed, 'takes', atMs) ** 3 * 4000;
      const once = journeyOf('menu', async (user) => void (await get('/menu')(user)));
      const answering: Answering = (_, atMs) => ({ tookMs: takesMs(atMs), answer: answered(200) });
      const { engine, clock } = virtualWorkers([once], answering, { workers, changes: { seed } });
      engine.start(load, START_MS);
      const stopIt = async (afterMs: number, graceMs: number) => {
        await clock.sleepUntil(START_MS + afterMs);
        await engine.stop(load.name, graceMs);
      };
      await clock.until(stop === null ? engine.finished(load.name) : stopIt(stop.afterMs, stop.graceMs));
      const { loads, windows } = await engine.summary();
      const [summary] = loads;
      if (summary === undefined) throw new Error('no load');
      const { delivered, journeys, total } = summary;
      for (const counts of [delivered, ...(delivered.warmUp ? [delivered.warmUp] : [])]) {
        expect(counts.planned, 'planned = started + dropped').toBe(counts.started + counts.dropped);
        expect(counts.started, 'started = completed + interrupted').toBe(
          counts.completed + counts.interrupted,
        );
      }
      const { completed, interrupted, empty } = delivered;
      const played = completed - empty;
      expect(journeys).toMatchObject([{ started: played + interrupted, completed: played, interrupted }]);
      expect(total.requests).toBe(played);
      expect(windows.reduce((sum, { requests }) => sum + requests, 0)).toBe(played);
      if (stop === null && delivered.overloadedAfterMs === undefined && load.userStages === undefined) {
        const arrivals = arrivalsOf(load.stages).count;
        expect(delivered.planned + (delivered.warmUp?.planned ?? 0)).toBe(arrivals);
      }
      seen.dropped += delivered.dropped;
      seen.interrupted += interrupted;
      seen.waited += delivered.waited ?? 0;
      seen.warmUp += delivered.warmUp?.started ?? 0;
      if (load.userStages !== undefined) seen.closed += delivered.started;
      if (delivered.overloadedAfterMs !== undefined) seen.aborted += 1;
    };
    const workers = fc.integer({ min: 2, max: 4 });
    await fc.assert(fc.asyncProperty(randomLoad, workers, counted), {
      seed: 1,
      numRuns: 400,
      unbiased: true,
    });
    // A property over loads that never drop, wait or interrupt would say nothing.
    for (const [what, count] of Object.entries(seen)) expect(count, what).toBeGreaterThan(20);
  });

  it('number the iterations of a closed load without gap or twin, so that exact turns stay exact', async () => {
    const slow = journeyOf('menu', async (user) => void (await get('/menu')(user)));
    const quickOne = journeyOf('history', async (user) => void (await get('/history')(user)));
    const answering: Answering = ({ path }) => ({
      tookMs: path === '/menu' ? 90 : 10,
      answer: answered(200),
    });
    const { engine, clock, requests } = virtualWorkers([slow, quickOne], answering, { workers: 2 });
    const userStages = [{ durationMs: 5000, fromUsers: 4, toUsers: 4 }];
    const halves = ['menu', 'history'].map((journey) => ({ journey, probability: 0.5 }));
    engine.start(loadOf('', { stages: [], userStages, mix: halves, mixMode: 'exact' }), START_MS);
    await clock.until(engine.finished('users'));
    const [load] = (await engine.summary()).loads;
    const [menus = 0, histories = 0] = load?.journeys.map(({ started }) => started) ?? [];
    expect(menus).toBeGreaterThan(50);
    expect(Math.abs(menus - histories)).toBeLessThanOrEqual(1);
    const sessions = requests
      .flat()
      .map(({ headers }) => Number(/users\.(\d+)/.exec(headers['baggage'] ?? '')?.[1]));
    expect(sessions.toSorted((a, b) => a - b)).toEqual(sessions.map((_, place) => place));
    expect(load?.delivered.users).toBe(4);
  });
});

describe('several workers together', () => {
  const ask = journeyOf('menu', async (user) => void (await get('/menu')(user)));

  it('judge a window over what all of them recorded, not over their own share', async () => {
    // 10 a second over 4 workers: none of them has the 5 samples alone.
    const { engine, clock } = virtualWorkers(
      [ask],
      (_, atMs) => ({ ...quick(_, atMs), answer: answered(500) }),
      {
        workers: 4,
        thresholds: [parseThreshold('all.errors[1s,min=8]<10%')],
      },
    );
    const told: (BrokenThreshold & { readonly heardMs: number })[] = [];
    engine.onBroken((broken) => told.push({ ...broken, heardMs: clock.now() - START_MS }));
    engine.start(loadOf('menu'), START_MS);
    await clock.until(engine.finished('users'));
    expect(told).toEqual([
      { expression: 'all.errors[1s,min=8]<10%', load: 'users', atMs: START_MS + 1000, heardMs: 1000 },
    ]);
  });

  it('end together when one of them is overloaded', async () => {
    const { engine, clock } = virtualWorkers([ask], () => ({ tookMs: 60_000, answer: answered(200) }), {
      workers: 2,
    });
    engine.start(loadOf('menu', { maxInFlight: 7, overload: 'abort' }), START_MS);
    await clock.until(engine.finished('users'));
    // Of 4 and 3 places the second has none left for its fourth arrival, the eighth of all.
    expect(clock.now() - START_MS).toBe(700);
    const { loads, generator } = await engine.summary();
    expect(loads[0]?.delivered).toMatchObject({ planned: 8, started: 7, dropped: 1, interrupted: 7 });
    expect(generator.invalid[0]).toContain('ended by an overload after 700ms: 7 iterations');
  });

  it('are as few as the iterations that may be in flight, and tell the work of each', async () => {
    const { engine, clock, requests } = virtualWorkers([ask], quick, { workers: 4 });
    engine.start(loadOf('menu', { maxInFlight: 2 }), START_MS);
    await clock.until(engine.finished('users'));
    expect(requests.map(({ length }) => length)).toEqual([50, 50, 0, 0]);
    const { generator } = await engine.summary();
    expect(generator).toMatchObject({ loopUtilisation: 0.1, cpuSeconds: 2, invalid: [] });
    expect(generator.workers).toHaveLength(4);
  });

  it('answer figures over all of them while they play', async () => {
    const { engine, clock } = virtualWorkers([ask], quick, { workers: 3 });
    engine.start(loadOf('menu'), START_MS);
    await clock.until(clock.sleepUntil(START_MS + 5050));
    const figures = await engine.figures('users', { fromMs: START_MS, toMs: START_MS + 4000 });
    expect(figures).toMatchObject({ requests: 40, errors: 0, response: { count: 40 } });
    const response = new Histogram();
    if (figures.histogram !== undefined) response.add(figures.histogram);
    expect(response.count).toBe(40);
    await clock.until(engine.finished('users'));
    await expect(engine.finished('others')).rejects.toThrow('never started');
  });
});

import { expect, it } from 'vitest';
import { parseThreshold } from '../plan/parse-threshold.ts';
import type { LoadPlan } from '../plan/run-plan.ts';
import { deliveredOf } from './delivery.ts';
import type { LoadLook } from './load-look.ts';
import { SliceUnderWay } from './measure/rolling-window.ts';
import { answered, get, journeyOf, loadOf, START_MS, virtualShop } from './test/virtual-shop.ts';
import { virtualWorkers } from './test/virtual-workers.ts';

const journeys = ['menu', 'purchase'].map((name) =>
  journeyOf(name, async (user) => {
    await get(`/${name}`)(user);
    user.check('what was asked for', user.random('likes') >= 0.2);
    user.check(name, true);
    await get('/again')(user);
  }),
);
const mix = [
  { journey: 'menu', probability: 0.9 },
  { journey: 'purchase', probability: 0.4 },
];
const stages = [
  { durationMs: 2000, fromRatePerSecond: 20, toRatePerSecond: 20 },
  { durationMs: 6000, fromRatePerSecond: 20, toRatePerSecond: 20 },
];
const thresholds = ['menu.service.p95<1s', '"what was asked for".failed<1%', 'checks.failed[1s]<1%'].map(
  parseThreshold,
);
const moody = (_request: unknown, sentAtMs: number) => ({
  tookMs: 20 + (sentAtMs % 300),
  answer: answered(sentAtMs % 7 < 1 ? 500 : 200),
});

/** Plays a load and looks at it four times a second. */
async function playAndLook(workers: number, load: LoadPlan) {
  const changes = { isLookedAt: true, thresholds };
  const { engine, clock } =
    workers === 0
      ? virtualShop(journeys, moody, changes)
      : virtualWorkers(journeys, moody, { workers, thresholds, changes });
  engine.start(load, START_MS);
  const looks: LoadLook[] = [];
  for (let atMs = START_MS + 250; atMs <= START_MS + 10_000; atMs += 250) {
    await clock.until(clock.sleepUntil(atMs));
    looks.push(await engine.look('users'));
  }
  await clock.until(engine.finished('users'));
  looks.push(await engine.look('users'));
  return { looks, summary: await engine.summary() };
}

/** What all looks together say of a subject. */
function sumOf(looks: readonly LoadLook[], name: string, metric: 'response' | 'service' = 'response') {
  const all = new SliceUnderWay();
  const slices = looks.flatMap(({ measured }) =>
    measured.filter((each) => each.name === name && each.of !== 'check'),
  );
  for (const each of slices) {
    const slice = each[metric];
    if (slice !== undefined) all.absorb(slice);
  }
  return all.end();
}

function sumOfChecks(looks: readonly LoadLook[], subject: string) {
  const slices = looks.flatMap(({ measured }) =>
    measured.filter(({ of, name }) => of === 'check' && name === subject),
  );
  const counts = slices.flatMap(({ response }) => [...response.counts.counts]);
  return {
    made: counts.reduce((sum, count) => sum + count, 0),
    failed: slices.reduce((sum, { response }) => sum + response.errors, 0),
  };
}

it.each([0, 1, 3])('looks at a load add up to its summary, with %i workers', async (workers) => {
  const load = loadOf('', { mix, stages, warmUpMs: 2000 });
  const { looks, summary } = await playAndLook(workers, load);
  const [played] = summary.loads;
  if (played === undefined) throw new Error('nothing was played');
  expect(played.total.requests).toBeGreaterThan(200);
  const { counts, errors } = sumOf(looks, 'all');
  expect(errors).toBe(played.total.errors);
  expect(counts.counts.reduce((sum, count) => sum + count, 0)).toBe(played.total.requests);
  expect(counts.maxMs).toBeCloseTo(played.total.response.max ?? 0, 6);
  for (const journey of played.journeys) {
    const seen = sumOf(looks, journey.name);
    expect(seen.errors).toBe(journey.failed);
    expect(seen.counts.counts.reduce((sum, count) => sum + count, 0)).toBe(journey.completed);
  }
  const again = played.endpoints.find(({ name }) => name === 'GET /again');
  expect(sumOf(looks, 'GET /again').errors).toBe(again?.errors);
  const services = sumOf(looks, 'menu', 'service').counts;
  expect(services.maxMs).toBeCloseTo(played.journeys[0]?.service.max ?? 0, 6);
  expect(sumOf(looks, 'purchase', 'service').counts.counts).toHaveLength(0);
  for (const [subject, ...names] of [['what was asked for'], ['checks', 'menu', 'purchase']]) {
    const meant = played.checks?.filter(({ name }) =>
      [subject, ...names, 'what was asked for'].includes(name),
    );
    const sum = (figure: 'passed' | 'failed') =>
      meant?.reduce((total, check) => total + check[figure], 0) ?? 0;
    const seen = sumOfChecks(looks, subject ?? '');
    expect(seen).toEqual({ made: sum('passed') + sum('failed'), failed: sum('failed') });
    expect(seen.failed).toBeGreaterThan(20);
  }
  // A warm-up is seen too, apart.
  expect(looks.some(({ warmUp }) => warmUp.length > 0)).toBe(true);
});

it.each([0, 3])('a look says where a load stands, with %i workers', async (workers) => {
  const load = loadOf('', { mix, stages: stages.slice(1) });
  const { looks, summary } = await playAndLook(workers, load);
  expect(looks[11]?.state).toMatchObject({ state: 'playing', elapsedMs: 3000, ratePerSecond: 20 });
  expect(looks[11]?.state.started).toBeGreaterThanOrEqual(59);
  const last = looks.at(-1);
  expect(last?.state).toMatchObject({ state: 'over', started: 120, inFlight: 0, durationMs: 6000 });
  expect(last && deliveredOf(load, last.delivery)).toEqual(summary.loads[0]?.delivered);
  expect(last?.work.workers?.length ?? 0).toBe(workers);
});

it('what nobody is going to look at is not kept for it', async () => {
  const shop = virtualShop(journeys, moody, {});
  shop.engine.start(loadOf('', { mix, stages }), START_MS);
  await shop.clock.until(shop.engine.finished('users'));
  expect(shop.engine.look('users').measured).toEqual([]);
  expect(() => shop.engine.look('others')).toThrow(RangeError);
});

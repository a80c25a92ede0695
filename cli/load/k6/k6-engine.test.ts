import { afterEach, describe, expect, it } from 'vitest';
import { startRightShop } from '../../../scenarios/journeys/test/right-shop-server.ts';
import { systemClock } from '../../core/clock.ts';
import { parseThreshold } from '../../plan/parse-threshold.ts';
import type { LoadPlan } from '../../plan/run-plan.ts';
import { arrivalsOf } from '../arrivals.ts';
import { createLoadEngine } from '../create-load-engine.ts';
import type { LoadEngine, LoadEngineOptions } from '../engine.ts';
import { judgeThresholds } from '../judge-thresholds.ts';
import type { LoadLook } from '../load-look.ts';
import type { Point } from '../point.ts';
import type { Summary } from '../summary.ts';
import { findK6ForTests, titleWithK6 } from '../test/find-k6-for-tests.ts';
import { answered, loadOf } from '../test/virtual-shop.ts';
import { findK6 } from './find-k6.ts';
import { K6Engine } from './k6-engine.ts';

const binary = findK6ForTests(process.env);
const engines: LoadEngine[] = [];
afterEach(async () => {
  for (const engine of engines.splice(0)) await engine.close();
});

async function k6Engine(options: Pick<LoadEngineOptions, 'targetUrl'> & Partial<LoadEngineOptions>) {
  const program = await findK6(binary, undefined);
  const engine = new K6Engine({ seed: 7, runId: 'run-1', program, env: process.env, ...options });
  engines.push(engine);
  return engine;
}

async function embeddedEngine(targetUrl: string) {
  const engine = await createLoadEngine({ targetUrl, seed: 7, runId: 'run-1' });
  engines.push(engine);
  return engine;
}

/** The shop's own mix, with hardly a thought between two steps. */
const MIX: Partial<LoadPlan> = {
  mix: [
    { journey: 'menu', probability: 0.8 },
    { journey: 'purchase', probability: 0.6 },
    { journey: 'history', probability: 0.3 },
    { journey: 'customers', probability: 0.1 },
  ],
  thinkTimeFactor: 0.01,
  maxInFlight: 60,
};
const startedIn = (looks: readonly LoadLook[]) => looks.at(-1)?.state.started ?? 0;
const soon = () => systemClock.now() + 300;

async function play(engine: LoadEngine, load: LoadPlan): Promise<Summary> {
  engine.start(load, soon());
  await engine.finished(load.name);
  return engine.summary();
}

/** Few virtual users, soon ready. */
const few = (journey: string, changes: Partial<LoadPlan>) => loadOf(journey, { maxInFlight: 20, ...changes });

const steady = (ratePerSecond: number, durationMs: number) => ({
  stages: [{ durationMs, fromRatePerSecond: ratePerSecond, toRatePerSecond: ratePerSecond }],
});

/** A ramp from nothing, a plateau, a jump, and a rate that is no decimal fraction. */
const UNEVEN = [
  { durationMs: 1500, fromRatePerSecond: 0, toRatePerSecond: 20 },
  { durationMs: 500, fromRatePerSecond: 20, toRatePerSecond: 20 },
  { durationMs: 1000, fromRatePerSecond: 50 / 3, toRatePerSecond: 10 },
];

describe.skipIf(binary === undefined)(titleWithK6('k6 as an engine', binary), { timeout: 60_000 }, () => {
  it('sends the same requests as the embedded engine, by the same seed', async () => {
    await using shop = await startRightShop();
    const load = loadOf('', { ...MIX, ...steady(25, 4000) });
    const byK6 = await play(await k6Engine({ targetUrl: shop.url }), load);
    const seenOfK6 = shop.seen.length;
    const byUs = await play(await embeddedEngine(shop.url), load);
    const counts = { planned: 100, started: 100, dropped: 0, completed: 100, interrupted: 0 };
    expect(byK6.loads[0]?.delivered).toMatchObject(counts);
    expect(byUs.loads[0]?.delivered).toMatchObject(counts);
    expect(requestsByRoute(byK6)).toEqual(requestsByRoute(byUs));
    expect(journeysOf(byK6)).toEqual(journeysOf(byUs));
    expect(byK6.loads[0]?.delivered.empty).toBe(byUs.loads[0]?.delivered.empty);
    // What carts are called is the shop's to say.
    const lines = shop.seen.map(({ method, path }) => `${method} ${path.replace(/cart-\d+/, 'cart')}`);
    expect(lines.slice(0, seenOfK6).sort()).toEqual(lines.slice(seenOfK6).sort());
    expect(byK6.errors).toEqual([]);
    expect(byK6.engine).toMatchObject({ name: 'k6', version: expect.stringMatching(/^[12]\.\d+\.\d+/) });
  });

  it('starts iterations when the plan wants them, whatever the course', async () => {
    await using shop = await startRightShop();
    const load = loadOf('menu', { ...MIX, stages: UNEVEN });
    const { loads, generator } = await play(await k6Engine({ targetUrl: shop.url }), load);
    const { count } = arrivalsOf(UNEVEN);
    expect(loads[0]?.delivered).toMatchObject({ planned: count, started: count, dropped: 0 });
    expect(generator.invalid.filter((reason) => reason.includes('dropped'))).toEqual([]);
    // One off in the order of arrivals would be a whole gap: 50 ms and more.
    expect(loads[0]?.delivered.startLag?.p50).toBeLessThan(40);
  });

  it('starts a load when it is told to, once it was made ready, and none that it is not told to', async () => {
    await using shop = await startRightShop();
    const engine = await k6Engine({ targetUrl: shop.url, tellPoints: true });
    const points: Point[] = [];
    engine.onPoints((some) => points.push(...some));
    const loads = ['shoppers', 'crowd'].map((name) => ({ ...few('menu', steady(10, 500)), name }));
    await engine.prepare(loads);
    const [first] = loads;
    if (first === undefined) throw new Error('no load');
    const startAtMs = soon();
    engine.start(first, startAtMs);
    await engine.finished(first.name);
    await engine.summary();
    const firstDueMs = Math.min(
      ...points.flatMap((point) => (point.kind === 'request' ? point.intendedAtMs : [])),
    );
    expect(firstDueMs).toBeGreaterThanOrEqual(startAtMs);
    // To get ready takes several times as long.
    expect(firstDueMs).toBeLessThan(startAtMs + 150);
    expect(points.filter(({ load }) => load === 'crowd')).toEqual([]);
    await engine.close();
    expect(shop.seen.length).toBe(points.length);
  });

  it('counts what it drops, and refuses bounds on response times then', async () => {
    await using shop = await startRightShop({ answerAfterMs: () => 400 });
    const load = loadOf('menu', { ...steady(20, 1500), maxInFlight: 2, thinkTimeFactor: 0.01 });
    const expressions = ['all.response.max<1m', 'all.errors[1s,min=1]<50%', 'menu.response.max[1s,min=1]<1m'];
    const thresholds = expressions.map(parseThreshold);
    const summary = await play(await k6Engine({ targetUrl: shop.url, thresholds }), load);
    const { planned, started, dropped } = {
      planned: 0,
      started: 0,
      dropped: 0,
      ...summary.loads[0]?.delivered,
    };
    expect(planned).toBe(30);
    expect(started + dropped).toBe(30);
    expect(dropped).toBeGreaterThan(10);
    expect(summary.generator.invalid).toContainEqual(expect.stringContaining(`dropped ${dropped} of 30`));
    const results = judgeThresholds(thresholds, summary, 0);
    expect(results.map(({ outcome }) => outcome)).toEqual(['fail', 'pass', 'fail']);
    expect(results[0]?.observed).toBe(
      `cannot be judged: k6 dropped ${dropped} iterations, so the response times of all that was due are not known`,
    );
    // What starts after a drop counts from its start: nobody knows which arrival it was.
    expect(summary.loads[0]?.total.response.max).toBeLessThan(1400);
  });

  it('leaves a warm-up out of everything', async () => {
    await using shop = await startRightShop();
    const both = [...steady(20, 1000).stages, ...steady(20, 1000).stages];
    const load = few('recommendations', { stages: both, warmUpMs: 1000 });
    const { loads } = await play(await k6Engine({ targetUrl: shop.url }), load);
    expect(loads[0]?.delivered).toMatchObject({ planned: 20, warmUp: { planned: 20, durationMs: 1000 } });
    expect(loads[0]?.total.requests).toBe(20);
    expect(shop.seen).toHaveLength(40);
  });

  it('can be looked at while it plays', async () => {
    await using shop = await startRightShop();
    const engine = await k6Engine({ targetUrl: shop.url, isLookedAt: true });
    const load = few('menu', steady(20, 2000));
    await engine.prepare([load]);
    engine.start(load, soon());
    const looks = [await engine.look('users')];
    await expect
      .poll(async () => looks.push(await engine.look('users')) && startedIn(looks))
      .toBeGreaterThan(5);
    expect(looks.at(-1)?.state).toMatchObject({ state: 'playing', ratePerSecond: 20, durationMs: 2000 });
    await engine.finished('users');
    looks.push(await engine.look('users'));
    const { loads } = await engine.summary();
    expect(looks.at(-1)?.state).toMatchObject({ state: 'over', started: 40, inFlight: 0 });
    const seen = looks.flatMap(({ measured }) => measured.filter(({ of }) => of === 'all'));
    const counts = seen.flatMap(({ response }) => [...response.counts.counts]);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(loads[0]?.total.requests);
    expect(looks.at(-1)?.work).toMatchObject({ by: 'k6' });
  });

  it('plays virtual users, who come and go', async () => {
    await using shop = await startRightShop({ answerAfterMs: () => 50 });
    const userStages = [
      { durationMs: 500, fromUsers: 1, toUsers: 1 },
      { durationMs: 500, fromUsers: 3, toUsers: 3 },
    ];
    const load = loadOf('recommendations', { stages: [], userStages, maxInFlight: 3 });
    const { loads } = await play(await k6Engine({ targetUrl: shop.url }), load);
    const { delivered, model } = loads[0] ?? {};
    expect(model).toBe('closed');
    expect(delivered).toMatchObject({ users: 3, dropped: 0, interrupted: 0 });
    expect(delivered?.completed).toBe(shop.seen.length);
    const users = new Set(
      shop.seen.map(({ headers }) => /user\.id=(user-\d+)/.exec(`${headers['baggage']}`)?.[1]),
    );
    expect([...users].sort()).toEqual(['user-0', 'user-1', 'user-2']);
  });

  it('gives every iteration cookies of its own, and every request a trace', async () => {
    await using shop = await startRightShop({
      instead: ({ path }) =>
        path === '/api/menu' ? { ...answered(200, []), cookies: ['id=1; Path=/'] } : undefined,
    });
    const points: Point[] = [];
    const engine = await k6Engine({ targetUrl: shop.url, otlpUrl: shop.url, tellPoints: true });
    engine.onPoints((some) => points.push(...some));
    const mix = ['menu', 'customers'].map((journey) => ({ journey, probability: 1 }));
    await play(engine, loadOf('', { ...steady(10, 500), mix, maxInFlight: 1, thinkTimeFactor: 0 }));
    const exports = shop.seen.filter(({ path }) => path === '/v1/traces');
    expect(exports.length).toBeGreaterThan(0);
    const asked = shop.seen.filter(({ path }) => path !== '/v1/traces');
    for (const { path, headers } of asked) {
      expect(headers.cookie).toBe(path === '/api/menu' ? undefined : 'id=1');
      expect(headers['baggage']).toContain('session.id=run-1.users.');
    }
    const sent = asked.map(({ headers }) => `${headers['traceparent']}`.split('-')[1]);
    expect(points.flatMap(({ kind, traceId }) => (kind === 'request' ? traceId : [])).sort()).toEqual(
      sent.sort(),
    );
    expect(new Set(sent).size).toBe(sent.length);
  });

  it('tells errors by their kinds, as they are known everywhere', async () => {
    await using shop = await startRightShop({
      instead({ path }) {
        if (path === '/api/menu') return answered(503, 'no');
        if (path === '/api/orders') return { kind: 'failed', errorKind: 'connection_reset', errorText: '' };
        return path === '/api/customers' ? answered(402) : undefined;
      },
    });
    const mix = ['menu', 'history', 'customers'].map((journey) => ({ journey, probability: 1 }));
    const { errors, loads } = await play(
      await k6Engine({ targetUrl: shop.url }),
      few('', { ...steady(10, 400), mix }),
    );
    const kinds = errors.map(({ kind, endpoint, count }) => ({ kind, endpoint, count }));
    expect(kinds).toContainEqual({ kind: 'http_503', endpoint: 'GET /api/menu', count: 4 });
    expect(kinds).toContainEqual({ kind: 'connection_reset', endpoint: 'GET /api/orders', count: 4 });
    expect(loads[0]?.total).toMatchObject({ requests: 12, errors: 8, declined: 4 });
  });

  it('tells of a broken threshold while it plays, and stops when it is told to', async () => {
    // The first fails, and the others are under way when it is told to stop.
    await using shop = await startRightShop({
      instead: () => answered(500),
      answerAfterMs: () => (shop.seen.length === 1 ? 500 : 5000),
    });
    const thresholds = [parseThreshold('all.errors<=0%')];
    const engine = await k6Engine({ targetUrl: shop.url, thresholds });
    const broken = new Promise<string>((resolve) => engine.onBroken(({ expression }) => resolve(expression)));
    engine.start(loadOf('menu', { ...steady(20, 60_000), maxInFlight: 5 }), soon());
    expect(await broken).toBe('all.errors<=0%');
    await engine.stop('users', 0);
    await engine.finished('users');
    const { delivered } = (await engine.summary()).loads[0] ?? {};
    const { planned = 0, started = 0, dropped = 0, completed = 0, interrupted = 0 } = delivered ?? {};
    expect(planned).toBe(started + dropped);
    expect(started).toBe(completed + interrupted);
    expect(started).toBeLessThan(1000);
    expect(interrupted).toBeGreaterThan(0);
    // What k6 has cut off is no error of the shop.
    const { errors } = await engine.summary();
    expect(errors.map(({ kind }) => kind)).toEqual(['http_500']);
  });
});

function requestsByRoute({ loads }: Summary) {
  return loads[0]?.endpoints.map(({ name, requests }) => ({ name, requests }));
}

function journeysOf({ loads }: Summary) {
  return loads[0]?.journeys.map(({ name, started, failed }) => ({ name, started, failed }));
}

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../core/clock.ts';
import { parseThreshold } from '../plan/parse-threshold.ts';
import { createLoadEngine } from './create-load-engine.ts';
import type { LoadEngine } from './engine.ts';
import type { LoadWindow } from './summary.ts';
import { loadOf } from './test/virtual-shop.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** A target that answers everything, and a receiver for the spans of the load. */
async function startTarget(answerAfterMs = 0) {
  const seen = { parents: [] as string[], otlp: [] as string[] };
  const server = createServer(async (request, response) => {
    const body = (await request.toArray()).join('');
    if (request.url === '/v1/traces') seen.otlp.push(body);
    else {
      seen.parents.push(String(request.headers['traceparent']));
      await new Promise((resolve) => setTimeout(resolve, answerAfterMs));
    }
    response.end('{}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(() => new Promise((resolve) => server.close(resolve).closeAllConnections()));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

async function engineFor(targetUrl: string, otlpUrl?: string, workers = 1): Promise<LoadEngine> {
  const engine = await createLoadEngine({
    targetUrl,
    seed: 1,
    runId: 'run-1',
    workers,
    ...(otlpUrl === undefined ? {} : { otlpUrl }),
  });
  ends.push(() => engine.close());
  return engine;
}

/** 40 iterations a second for half a second. */
const stages = [{ durationMs: 500, fromRatePerSecond: 40, toRatePerSecond: 40 }];
const soon = () => systemClock.now() + 100;

describe('an engine in its own thread', { timeout: 30_000 }, () => {
  it('plays a load against a real server, reports it, and exports a root span for every request', async () => {
    const { url, seen } = await startTarget();
    const engine = await engineFor(url, url);
    const windows: LoadWindow[] = [];
    engine.onWindow((window) => windows.push(window));
    engine.start(loadOf('recommendations', { stages }), soon());
    await engine.finished('users');
    const { loads, generator, errors, windows: summed } = await engine.summary();
    expect(loads[0]?.delivered).toMatchObject({ planned: 20, started: 20, dropped: 0, completed: 20 });
    expect(loads[0]?.total).toMatchObject({ name: 'all', requests: 20, errors: 0 });
    expect(loads[0]?.endpoints[0]).toMatchObject({
      name: 'GET /api/recommendations',
      response: { count: 20 },
    });
    expect(loads[0]?.total.phases).toMatchObject({ ttfb: { count: 20 } });
    expect(loads[0]?.total.phases?.connect?.count).toBeGreaterThan(0);
    expect(loads[0]?.total.phases?.tls).toBeUndefined();
    expect(errors).toEqual([]);
    expect(windows).toEqual(summed);
    expect(generator.cpuSeconds).toBeGreaterThan(0);
    expect(generator.lostSpans).toBeUndefined();
    expect(seen.parents).toHaveLength(20);
    for (const parent of seen.parents) {
      const [, traceId = '', spanId = ''] = parent.split('-');
      expect(seen.otlp.some((body) => body.includes(traceId) && body.includes(spanId))).toBe(true);
    }
  });

  it('answers figures while the load plays, and stops it with a grace', async () => {
    const { url } = await startTarget(200);
    const engine = await engineFor(url);
    const minute = [{ durationMs: 60_000, fromRatePerSecond: 40, toRatePerSecond: 40 }];
    const startAtMs = soon();
    engine.start(loadOf('recommendations', { stages: minute }), startAtMs);
    const window = { fromMs: startAtMs - 1000, toMs: startAtMs + 60_000 };
    await expect
      .poll(async () => (await engine.figures('users', window)).requests, { timeout: 10_000 })
      .toBeGreaterThan(5);
    await engine.stop('users', 5000);
    await engine.finished('users');
    const delivered = (await engine.summary()).loads[0]?.delivered;
    expect(delivered).toMatchObject({ dropped: 0, interrupted: 0 });
    expect(delivered?.started).toBe(delivered?.completed);
    expect(delivered?.planned).toBeLessThan(2400);
  });

  it.each([1, 3])(
    'is paused, changed and resumed by %i threads, and says where it stands',
    async (workers) => {
      const { url } = await startTarget();
      const engine = await engineFor(url, undefined, workers);
      const { control } = engine;
      if (control === undefined) throw new Error('no control');
      const minute = [{ durationMs: 60_000, fromRatePerSecond: 40, toRatePerSecond: 40 }];
      engine.start(loadOf('recommendations', { stages: minute }), soon());
      await expect
        .poll(async () => (await control.state('users')).started, { timeout: 10_000 })
        .toBeGreaterThan(3);
      await control.pause('users');
      await expect.poll(async () => (await control.state('users')).inFlight, { timeout: 10_000 }).toBe(0);
      const paused = await control.state('users');
      await systemClock.sleepUntil(systemClock.now() + 200);
      expect(await control.state('users')).toEqual(paused);
      expect(paused).toMatchObject({ state: 'paused', durationMs: 60_000, ratePerSecond: 40 });
      await control.scale('users', { toRatePerSecond: 80 });
      await control.resume('users');
      await expect
        .poll(async () => (await control.state('users')).started, { timeout: 10_000 })
        .toBeGreaterThan(paused.started + 3);
      expect(await control.state('users')).toMatchObject({ state: 'playing', ratePerSecond: 80 });
      await expect(control.scale('users', { toUsers: 3 })).rejects.toThrow('whichever it has');
      await engine.stop('users', 0);
      const { delivered } = (await engine.summary()).loads[0] ?? {};
      expect(delivered?.pausedMs).toBeGreaterThan(190);
      const stripes =
        (await engine.part?.())?.loads[0]?.threads.map(({ progress }) => progress.changes) ?? [];
      expect(stripes).toHaveLength(workers);
      for (const changes of stripes) {
        expect(changes).toMatchObject([{ factor: 2, done: paused.started }]);
        expect(changes).toEqual(stripes[0]);
      }
    },
  );

  it('interrupts what is under way when it is closed, and can be closed twice', async () => {
    const { url, seen } = await startTarget(60_000);
    const engine = await engineFor(url, url);
    engine.start(loadOf('recommendations', { stages }), soon());
    await expect.poll(() => seen.parents.length, { timeout: 10_000 }).toBeGreaterThan(3);
    const finished = engine.finished('users');
    await Promise.all([engine.close(), engine.close()]);
    await finished;
    expect(seen.otlp.join('')).toContain('interrupted');
    await expect(engine.summary()).rejects.toThrow('closed');
  });

  it('refuses a journey that does not exist, at once', async () => {
    const engine = await engineFor('http://127.0.0.1:9');
    expect(() => engine.start(loadOf('purchas'), soon())).toThrow(
      expect.objectContaining({ exitCode: 2, hint: 'Did you mean "purchase"?' }),
    );
  });

  it('says so when a load was never started; stopping it is fine', async () => {
    const engine = await engineFor('http://127.0.0.1:9');
    await expect(engine.finished('users')).rejects.toThrow('never started');
    await engine.stop('users', 0);
  });

  it('tells at once which threshold is broken, and stops with all that was under way', async () => {
    const { url } = await startTarget(200);
    const engine = await createLoadEngine({
      targetUrl: url,
      seed: 1,
      runId: 'run-1',
      thresholds: [parseThreshold('all.response.p50[1s,min=5]<100ms')],
    });
    ends.push(() => engine.close());
    const broken = new Promise((resolve) => engine.onBroken(resolve));
    const minute = [{ durationMs: 60_000, fromRatePerSecond: 40, toRatePerSecond: 40 }];
    const startAtMs = soon();
    engine.start(loadOf('recommendations', { stages: minute }), startAtMs);
    expect(await broken).toEqual({
      expression: 'all.response.p50[1s,min=5]<100ms',
      load: 'users',
      atMs: startAtMs + 1000,
    });
    expect(systemClock.now() - startAtMs).toBeLessThan(10_000);
    await engine.stop('users', 5000);
    const [load] = (await engine.summary()).loads;
    expect(load?.delivered.interrupted).toBe(0);
    expect(load?.rolled).toMatchObject([{ firstBrokenAtMs: startAtMs + 1000 }]);
  });

  it('in several threads plays every arrival once, and ends all of them when a threshold is broken', async () => {
    const { url, seen } = await startTarget();
    const engine = await createLoadEngine({
      ...{ targetUrl: url, seed: 1, runId: 'run-1', workers: 3, tellPoints: true },
      thresholds: [parseThreshold('all.response.max[1s,min=1]>1m')],
    });
    ends.push(() => engine.close());
    const windows: LoadWindow[] = [];
    engine.onWindow((window) => windows.push(window));
    const iterations: number[] = [];
    engine.onPoints((points) => iterations.push(...points.map(({ iteration }) => iteration)));
    const broken = new Promise((resolve) => engine.onBroken(resolve));
    const minute = [{ durationMs: 60_000, fromRatePerSecond: 40, toRatePerSecond: 40 }];
    const startAtMs = soon();
    engine.start(loadOf('recommendations', { stages: minute }), startAtMs);
    expect(await broken).toMatchObject({ load: 'users', atMs: startAtMs + 1000 });
    await engine.stop('users', 5000);
    const { loads, generator, windows: summed } = await engine.summary();
    const { started, completed, planned } = loads[0]?.delivered ?? { started: 0, completed: 0, planned: 0 };
    expect([planned, completed, loads[0]?.total.requests]).toEqual([started, started, started]);
    expect(started).toBeGreaterThan(30);
    expect(started).toBeLessThan(1200);
    expect(seen.parents).toHaveLength(started);
    expect(windows).toEqual(summed);
    expect(windows.reduce((sum, { requests }) => sum + requests, 0)).toBe(started);
    // Threads stop a moment apart: of the last ones some may be missing, but none is there twice.
    expect(new Set(iterations).size).toBe(started);
    expect(Math.max(...iterations)).toBeLessThan(started + 30);
    expect(generator.workers).toHaveLength(3);
    expect(loads[0]?.rolled).toMatchObject([{ firstBrokenAtMs: startAtMs + 1000 }]);
  });

  it('counts a target that is not there as errors of its kind', async () => {
    const engine = await engineFor('http://127.0.0.1:9');
    engine.start(loadOf('recommendations', { stages }), soon());
    await engine.finished('users');
    const { errors, loads } = await engine.summary();
    expect(errors).toMatchObject([
      { kind: 'connection_refused', count: 20, endpoint: 'GET /api/recommendations' },
    ]);
    expect(loads[0]?.journeys[0]).toMatchObject({ completed: 20, failed: 20 });
  });
});

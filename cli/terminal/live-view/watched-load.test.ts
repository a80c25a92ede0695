import { describe, expect, it } from 'vitest';
import type { LoadLook } from '../../load/load-look.ts';
import { LiveTimes } from '../../load/measure/live-times.ts';
import { loadOf } from '../../load/test/virtual-shop.ts';
import { parseThreshold } from '../../plan/parse-threshold.ts';
import type { LoadPlan } from '../../plan/run-plan.ts';
import { WatchedLoad } from './watched-load.ts';

const START_MS = 1_000_000;
const KEYS = ['q stop'];
const counts = { planned: 0, started: 0, dropped: 0, completed: 0, interrupted: 0, empty: 0 };
const startLag = new LiveTimes(false);
startLag.record(1, 1, false);
const lagCounts = startLag.take()?.response.counts;
if (lagCounts === undefined) throw new Error('nothing was recorded');

/** A look so many quarters of a second after the start; each requests' response times in milliseconds. */
function look(quarter: number, timesMs: readonly number[], changes: Partial<LoadLook> = {}): LoadLook {
  const times = new LiveTimes(true);
  for (const ms of timesMs) times.record(ms, ms / 2, ms > 900);
  const slices = times.take();
  const subjects = [
    { of: 'all', name: 'all' },
    { of: 'journey', name: 'menu' },
    { of: 'endpoint', name: `GET /${timesMs[0] ?? 0}` },
  ] as const;
  return {
    atMs: START_MS + quarter * 250,
    state: {
      name: 'users',
      state: 'playing',
      elapsedMs: quarter * 250,
      durationMs: 60_000,
      ratePerSecond: 8,
      started: quarter * 2,
      dropped: 0,
      inFlight: 1,
    },
    delivery: {
      counts: { ...counts, planned: quarter * 2, started: quarter * 2, completed: quarter * 2 - 1 },
      warmUp: counts,
      elapsedMs: quarter * 250,
      pausedMs: 0,
      schedule: { late: 0, waited: 0, startLag: lagCounts as NonNullable<typeof lagCounts> },
    },
    work: { loopUtilisation: 0.5, cpuSeconds: quarter * 0.05, busyMs: quarter * 25 },
    measured: slices === undefined ? [] : subjects.map((subject) => ({ ...subject, ...slices })),
    warmUp: [],
    ...changes,
  };
}

const stages = [60_000].map((durationMs) => ({ durationMs, fromRatePerSecond: 8, toRatePerSecond: 8 }));

function watched(thresholds: readonly string[] = [], changes: Partial<LoadPlan> = {}) {
  const load = loadOf('menu', { stages, ...changes });
  return new WatchedLoad({ name: 'load', thresholds: thresholds.map(parseThreshold) }, load);
}

/** 400 times of 1 to 400 ms: enough for every percentile but the last. */
const MANY = Array.from({ length: 400 }, (_, place) => place + 1);

describe('a watched load', () => {
  it('knows nothing before the first look', () => {
    const view = watched().view(START_MS, KEYS);
    expect(view).toMatchObject({
      course: { state: 'starting', durationMs: 60_000 },
      seconds: [],
      recentMs: 0,
    });
    expect([view.counts, view.generator]).toEqual([undefined, undefined]);
    expect(view.journeys.map(({ name }) => name)).toEqual(['all', 'menu']);
  });

  it('keeps all response times, and those of the last ten seconds', () => {
    const load = watched();
    load.look(look(1, MANY));
    const [all, menu] = load.view(START_MS + 250, KEYS).journeys;
    expect(all?.recent).toEqual(all?.whole);
    expect(all?.whole).toMatchObject({ count: 400, max: 400, p50: expect.closeTo(200, -1) });
    expect(menu?.whole.p95).toBeCloseTo(380, -1);
    for (let quarter = 2; quarter <= 40; quarter += 1) load.look(look(quarter, []));
    expect(load.view(START_MS, KEYS).journeys[0]?.recent.count).toBe(400);
    load.look(look(41, [7]));
    const [later] = load.view(START_MS, KEYS).journeys;
    expect([later?.recent.count, later?.whole.count]).toEqual([1, 401]);
  });

  it('moves its last seconds with the time, also when looks come late', () => {
    const load = watched();
    load.look(look(1, [5]));
    load.look(look(45, [6]));
    const [all] = load.view(START_MS, KEYS).journeys;
    expect([all?.recent.count, all?.whole.count]).toEqual([1, 2]);
  });

  it('shows a warm-up in the last seconds only', () => {
    const load = watched([], { warmUpMs: 2000 });
    const { measured } = look(1, MANY);
    load.look(look(1, [], { warmUp: measured }));
    const view = load.view(START_MS + 250, KEYS);
    expect(view.course.state).toBe('warming up');
    expect([view.journeys[0]?.recent.count, view.journeys[0]?.whole.count]).toEqual([400, 0]);
  });

  it('says how fast it goes, and how busy the generator is', () => {
    const load = watched();
    for (let quarter = 1; quarter <= 20; quarter += 1) load.look(look(quarter, [5, 950]));
    const { counts, generator } = load.view(START_MS + 5000, KEYS);
    expect(counts).toMatchObject({ wantedPerSecond: 8, startedPerSecond: 8, requestsPerSecond: 8 });
    expect(counts).toMatchObject({ started: 40, completed: 39, errors: 20, inFlight: 1 });
    expect(generator).toMatchObject({ busyRatio: 0.1, busyPart: 'event loop', late: 0, invalid: [] });
    expect(generator?.cpuCores).toBeCloseTo(0.2, 6);
    expect(generator?.startLag?.max).toBe(1);
  });

  it('says why the load is not valid so far, unless its rate is searched for', () => {
    const dropping = look(4, []);
    const delivery = { ...dropping.delivery, counts: { ...counts, planned: 10, started: 8, dropped: 2 } };
    const load = watched();
    load.look({ ...dropping, delivery });
    expect(load.view(START_MS, KEYS).generator?.invalid).toEqual([
      expect.stringContaining('dropped 2 of 10 arrivals'),
    ]);
    const search = { slos: [], startPerSecond: 1 };
    const searching = new WatchedLoad({ name: 'load', thresholds: [], search }, loadOf('menu', { stages }));
    searching.look({ ...dropping, delivery });
    const view = searching.view(START_MS, KEYS);
    expect([view.course.state, view.generator?.invalid]).toEqual(['searching', []]);
  });

  it('tells thresholds that hold from those that do not, are broken for good, or lack samples', () => {
    const load = watched([
      'all.response.p95<1s',
      'menu.service.max<100ms',
      'all.errors[1s]<1%',
      'history.response.p95<1s',
      'all.errors>=0%',
    ]);
    load.look(look(1, MANY));
    const states = () => load.view(START_MS, KEYS).thresholds.map(({ state }) => state);
    expect(states()).toEqual(['good', 'bad', 'good', 'too-few', 'good']);
    const [p95, max, errors, history] = load.view(START_MS, KEYS).thresholds;
    expect(p95).toMatchObject({ observed: '380ms', usedRatio: expect.closeTo(0.38, 2) });
    expect(max).toMatchObject({ observed: '200ms', usedRatio: 2 });
    expect(errors).toMatchObject({ observed: '0%', usedRatio: 0 });
    expect(history).toMatchObject({ observed: 'no samples yet' });
    // After a second its window holds nothing of that.
    for (let quarter = 2; quarter <= 6; quarter += 1) load.look(look(quarter, [950]));
    load.break('menu.service.max<100ms');
    expect(states()).toEqual(['good', 'broken', 'too-few', 'too-few', 'good']);
    expect(load.view(START_MS, KEYS).thresholds[2]?.observed).toBe('4 samples, needs 100');
  });

  it('tells checks from journeys of the same name', () => {
    const load = watched(['menu.failed<10%', 'checks.failed[1s,min=5]<10%', 'menu.errors<1%']);
    const of = (subject: string, failed: number) => {
      const times = new LiveTimes(false);
      for (let n = 0; n < 20; n += 1) times.record(0, 0, n < failed);
      const slices = times.take();
      return slices === undefined ? [] : [{ of: 'check' as const, name: subject, ...slices }];
    };
    const seen = look(1, MANY);
    load.look({ ...seen, measured: [...seen.measured, ...of('menu', 1), ...of('checks', 5)] });
    const shown = load.view(START_MS, KEYS).thresholds.map(({ state, observed }) => ({ state, observed }));
    expect(shown).toEqual([
      { state: 'good', observed: '5%' },
      { state: 'bad', observed: '25%' },
      { state: 'good', observed: '0%' },
    ]);
    expect(load.view(START_MS, KEYS).endpoints.map(({ name }) => name)).toEqual(['GET /1']);
  });

  it('puts the slowest endpoint of the last seconds first', () => {
    const load = watched();
    for (const [quarter, ms] of [5, 70, 30].entries()) load.look(look(quarter + 1, [ms]));
    const names = () => load.view(START_MS, KEYS).endpoints.map(({ name }) => name);
    expect(names()).toEqual(['GET /70', 'GET /30', 'GET /5']);
    for (let quarter = 4; quarter <= 43; quarter += 1) load.look(look(quarter, quarter === 40 ? [5] : []));
    expect(names()[0]).toBe('GET /5');
  });

  it('knows its stage, its seconds, and when the generator is silent', () => {
    const load = watched([], {
      stages: [1000, 59_000].map((durationMs) => ({ ...stages[0], durationMs })) as never,
    });
    load.look(look(5, []));
    load.second({
      atMs: START_MS,
      load: 'users',
      started: 8,
      requests: 9,
      errors: 0,
      declined: 0,
      p95Ms: 12,
    });
    load.second({ atMs: START_MS, load: 'probe', started: 80, requests: 9, errors: 0, declined: 0 });
    const { course, seconds } = load.view(START_MS + 1250, KEYS);
    expect(course).toMatchObject({ stage: 2, stages: 2, elapsedMs: 1250 });
    expect(course.silentMs).toBeUndefined();
    expect(seconds).toEqual([{ started: 8, p95Ms: 12 }]);
    expect(load.view(START_MS + 4250, KEYS).course.silentMs).toBe(3000);
  });
});

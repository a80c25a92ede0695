import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyedRandom } from '../../target-shop/contract/keyed-random.ts';
import { parseThreshold } from '../plan/parse-threshold.ts';
import type { LoadPlan } from '../plan/run-plan.ts';
import type { EngineWorld } from './embedded-engine.ts';
import type { Iteration } from './iterations.ts';
import { interrupted, progressOf, summariseParts } from './joined-parts.ts';
import { markedPart, startedIn } from './marked-part.ts';
import type { PlanProgress } from './plan-progress.ts';
import { plannedArrivals } from './planned-arrivals.ts';
import type { PlayedPart } from './played-part.ts';
import { startLoadRun } from './start-load-run.ts';
import type { LoadWindow, Summary } from './summary.ts';
import { closedLoad, openLoad } from './test/random-load.ts';
import { VirtualClock } from './test/virtual-clock.ts';
import { type Answering, answered, get, journeyOf, loadOf, START_MS } from './test/virtual-shop.ts';
import { virtualWorkers } from './test/virtual-workers.ts';

const SEED = 1;

/** A journey of one request, by a name that ships. */
const menu = journeyOf('menu', async (user) => void (await get('/menu')(user)));
const mix = [{ journey: 'menu', probability: 1 }];

/** Between 5 ms and some seconds, the same for the same request at the same time. */
const moody: Answering = ({ path }, sentAtMs) => ({
  tookMs: 5 + keyedRandom(7, path, Math.round(sentAtMs)) ** 4 * 3000,
  answer: answered(200),
});

/** Where a load is cut off, in milliseconds of its plan, and how long before that it was saved. */
interface Cut {
  readonly atMs: number;
  readonly savedBeforeMs: number;
}

/** Workers that play a load, what they start, and when in the plan each request was due. */
function startWorkers(load: LoadPlan, workers: number, progress: readonly PlanProgress[] = []) {
  const started: number[] = [];
  const dueMs = new Map<number, number>();
  const marks: number[] = [];
  const elapsedMs = progress[0]?.elapsedMs ?? 0;
  const thresholds = [parseThreshold('all.response.p95[1s,min=1]<1ms')];
  const changes: Partial<EngineWorld> = {
    markFor: (_, { index }) => {
      return (iteration) => {
        expect(clock.now(), 'when an iteration starts').toBeGreaterThanOrEqual(START_MS);
        started.push(iteration);
        marks[index] = iteration + 1;
      };
    },
    onPoint: (point) => {
      if (point.kind === 'request') dueMs.set(point.iteration, point.intendedAtMs - START_MS + elapsedMs);
    },
  };
  const windows: LoadWindow[] = [];
  const { engine, clock } = virtualWorkers([menu], moody, { workers, thresholds, changes });
  engine.onWindow((window) => windows.push(window));
  engine.start(load, START_MS - elapsedMs, progress);
  return { engine, clock, started, dueMs, marks, windows, thresholds };
}

/** Plays a load to its end in one go. */
async function playWhole(load: LoadPlan, workers: number) {
  const { engine, clock, ...seen } = startWorkers(load, workers);
  await clock.until(engine.finished(load.name));
  return { ...seen, summary: await engine.summary() };
}

/** Plays a load, cuts it off as the end of its process does, and plays what is left of it. */
async function playInTwo(load: LoadPlan, workers: number, { atMs, savedBeforeMs }: Cut) {
  const first = startWorkers(load, workers);
  const until = (planMs: number) => first.clock.until(first.clock.sleepUntil(START_MS + planMs));
  await until(Math.max(0, atMs - savedBeforeMs));
  const windows = [...first.windows];
  // Through JSON, as in the file.
  const saved: PlayedPart = JSON.parse(JSON.stringify(await first.engine.part()));
  await until(atMs);
  const startedFirst = [...first.started];
  const marks = Array.from({ length: workers }, (_, stripe) => first.marks[stripe] ?? 0);
  const cut = interrupted(
    markedPart(saved, [
      { load, seed: SEED, marks, sinceMs: savedBeforeMs, startedBefore: startedIn([], load.name) },
    ]),
  );
  const progress = progressOf(load.name, [cut]);
  const second = startWorkers(load, workers, progress);
  await second.clock.until(second.engine.finished(load.name));
  expect(
    second.windows.every(({ atMs }) => atMs >= START_MS),
    'seconds that were played',
  ).toBe(true);
  const parts = [cut, await second.engine.part()];
  const plan = { loads: [load], thresholds: first.thresholds, windows: [...windows, ...second.windows] };
  return {
    summary: summariseParts(parts, plan),
    progress,
    started: [...startedFirst, ...second.started],
    dueMs: new Map([...first.dueMs, ...second.dueMs]),
  };
}

const cut = fc.record({
  atMs: fc.integer({ min: 0, max: 7000 }),
  savedBeforeMs: fc.integer({ min: 0, max: 1000 }),
});
const workers = fc.integer({ min: 1, max: 3 });
const ascending = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b);

/** @param unknown how many may count as started that were dropped after the load was saved */
function expectConserved({ loads: [load] }: Summary, started: readonly number[], unknown = 0): void {
  const { warmUp, ...delivered } = load?.delivered ?? { started: -1 };
  for (const counts of [delivered, ...(warmUp === undefined ? [] : [warmUp])] as const) {
    const { planned, started, dropped, completed, interrupted } = counts as NonNullable<typeof warmUp>;
    expect([planned, started]).toEqual([started + dropped, completed + interrupted]);
  }
  const counted = (delivered.started ?? 0) + (warmUp?.started ?? 0);
  expect(counted).toBeGreaterThanOrEqual(started.length);
  expect(counted).toBeLessThanOrEqual(started.length + unknown);
  expect(load?.total.response.count).toBe(load?.total.requests);
  for (const journey of load?.journeys ?? []) {
    expect(journey.started).toBe(journey.completed + journey.interrupted);
  }
}

describe('a load that was cut off and resumed', () => {
  it('starts what the whole would have started when it was due, none twice, at any cut of an open load', {
    timeout: 120_000,
  }, async () => {
    const drawn = openLoad.map((load) => ({ ...load, maxInFlight: 1000, overload: 'queue' as const, mix }));
    await fc.assert(
      fc.asyncProperty(drawn, workers, cut, async (load, workers, cut) => {
        const whole = await playWhole(load, workers);
        const { summary, started, dueMs } = await playInTwo(load, workers, cut);
        expect(ascending(started)).toEqual(ascending(whole.started));
        expect(started.length).toBe(plannedArrivals(load, SEED, []).count);
        for (const [iteration, ms] of dueMs) expect(ms).toBeCloseTo(whole.dueMs.get(iteration) ?? ms, 3);
        expectConserved(summary, started);
        expect(summary.loads[0]?.delivered.planned).toBe(whole.summary.loads[0]?.delivered.planned);
      }),
      { numRuns: 150 },
    );
  });

  it('counts each arrival once where some wait or are dropped', { timeout: 120_000 }, async () => {
    const drawn = openLoad.map(
      (load) => ({ ...load, mix, overload: load.overload === 'abort' ? 'drop' : load.overload }) as LoadPlan,
    );
    await fc.assert(
      fc.asyncProperty(drawn, workers, cut, async (load, workers, cut) => {
        const { summary, started } = await playInTwo(load, workers, cut);
        expect(new Set(started).size, 'none twice').toBe(started.length);
        // What is dropped leaves no mark: at most 12 a second.
        const mostDropped = load.overload === 'drop' && cut.savedBeforeMs > 0 ? 13 : 0;
        expectConserved(summary, started, mostDropped);
        const { delivered } = summary.loads[0] ?? {};
        const planned = (delivered?.planned ?? 0) + (delivered?.warmUp?.planned ?? 0);
        expect(planned).toBe(plannedArrivals(load, SEED, []).count);
      }),
      { numRuns: 150 },
    );
  });

  it('leaves out no number and gives none twice, at any cut of a closed load', {
    timeout: 120_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(
        closedLoad.map((load) => ({ ...load, mix })),
        workers,
        cut,
        async (load, workers, cut) => {
          const { summary, started } = await playInTwo(load, workers, cut);
          expect(ascending(started)).toEqual(started.map((_, place) => place));
          expectConserved(summary, started);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('is summed up without loss: latencies, seconds and windows of thresholds of both parts', async () => {
    const load = loadOf('menu', {
      stages: [{ durationMs: 8000, fromRatePerSecond: 20, toRatePerSecond: 20 }],
    });
    const whole = await playWhole(load, 2);
    const { summary } = await playInTwo(load, 2, { atMs: 4250, savedBeforeMs: 0 });
    const [before, after] = [whole.summary.loads[0], summary.loads[0]];
    // Nobody was cut off but who was under way.
    const lost = after?.delivered.interrupted ?? 0;
    expect(lost).toBeGreaterThan(0);
    expect(after?.total.response.count).toBe((before?.total.response.count ?? 0) - lost);
    const requests = summary.windows.reduce((sum, window) => sum + window.requests, 0);
    expect(requests, 'in all seconds').toBe(after?.total.requests);
    expect(after?.delivered.startedRatePerSecond).toBeCloseTo(20);
    const blocksOf = (one: typeof before) => one?.latencies?.[0]?.blocks.slice(0, 4);
    expect(blocksOf(after), 'of the first four seconds').toEqual(blocksOf(before));
    // Full from the first second of each part on, every 250 ms.
    expect(before?.rolled?.[0]?.full).toBeGreaterThanOrEqual(29);
    const parts = [4250, 8000 - 4250].map((ms) => Math.floor((ms - 1000) / 250) + 1);
    expect(after?.rolled?.[0]?.full).toBeGreaterThanOrEqual((parts[0] ?? 0) + (parts[1] ?? 0));
    expect(after?.rolled?.[0]?.firstBrokenAtMs).toBe(before?.rolled?.[0]?.firstBrokenAtMs);
  });

  it('counts on by itself where one thread plays a closed load', async () => {
    const load = loadOf('menu', { stages: [], userStages: [{ durationMs: 1000, fromUsers: 2, toUsers: 2 }] });
    const clock = new VirtualClock(START_MS - 300);
    const started: number[] = [];
    const play = async ({ index }: Iteration) => {
      started.push(index);
      await clock.sleepUntil(clock.now() + 100);
      return 'played' as const;
    };
    const progress = { elapsedMs: 600, next: 12, changes: [] };
    const run = startLoadRun({
      load,
      seed: SEED,
      startAtMs: START_MS - 600,
      clock,
      pacer: clock,
      play,
      progress,
    });
    await clock.until(run.finished);
    expect(started).toEqual([12, 13, 14, 15, 16, 17, 18, 19]);
    expect(run.progress()).toEqual({ elapsedMs: 1000, next: 20, changes: [] });
  });

  it('goes on where users of a closed load were last seen, not where it was saved', async () => {
    const load = loadOf('menu', {
      mix,
      stages: [],
      userStages: [{ durationMs: 3000, fromUsers: 1, toUsers: 20 }],
    });
    const { progress, summary } = await playInTwo(load, 2, { atMs: 1500, savedBeforeMs: 500 });
    expect(progress.map(({ elapsedMs }) => elapsedMs)).toEqual([1500, 1500]);
    expect(summary.loads[0]?.delivered.startedRatePerSecond).toBeCloseTo(
      (summary.loads[0]?.delivered.started ?? 0) / 3,
    );
  });

  it('goes on with a plan that was changed by hand', async () => {
    const load = loadOf('menu', {
      stages: [{ durationMs: 8000, fromRatePerSecond: 10, toRatePerSecond: 10 }],
    });
    const changes = [{ atMs: 2000, factor: 3, done: 20 }];
    const rest = startWorkers(load, 1, [{ elapsedMs: 4000, next: 80, changes }]);
    await rest.clock.until(rest.engine.finished(load.name));
    // 30 a second for the 4 s that are left.
    expect(rest.started).toEqual(Array.from({ length: 120 }, (_, place) => 80 + place));
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyedRandom } from '../../../target-shop/contract/keyed-random.ts';
import type { LoadPlan } from '../../plan/run-plan.ts';
import type { EngineWorld } from '../embedded-engine.ts';
import { progressOf } from '../joined-parts.ts';
import type { Scaling } from '../load-control.ts';
import type { Pacer } from '../pacer.ts';
import type { PlanProgress } from '../plan-progress.ts';
import { plannedArrivals } from '../planned-arrivals.ts';
import { numberOf } from '../stripe.ts';
import { closedLoad, openLoad } from '../test/random-load.ts';
import { answered, get, journeyOf, loadOf, START_MS } from '../test/virtual-shop.ts';
import { virtualWorkers } from '../test/virtual-workers.ts';

const SEED = 1;
const menu = journeyOf('menu', async (user) => void (await get('/menu')(user)));
const mix = [{ journey: 'menu', probability: 1 }];

/** A command, so many milliseconds after the start of the load. */
interface Command {
  readonly afterMs: number;
  readonly what: 'pause' | 'resume' | Scaling;
}

const commands: fc.Arbitrary<readonly Command[]> = fc
  .array(
    fc.record({
      afterMs: fc.integer({ min: -200, max: 5000 }),
      what: fc.oneof(
        { arbitrary: fc.constantFrom('pause' as const, 'resume' as const), weight: 2 },
        fc.record({ factor: fc.constantFrom(0.1, 0.5, 1 / 1.1, 1.1, 2, 3) }),
        fc.record({ toRatePerSecond: fc.constantFrom(1, 7.5, 20) }),
      ),
    }),
    { minLength: 1, maxLength: 5 },
  )
  .map((drawn) => drawn.toSorted((a, b) => a.afterMs - b.afterMs));

/** How the threads are, by the load's seed: they wake late, and hear late. */
interface Slowness {
  readonly lagMs: number;
  readonly delayMs: number;
}

/** Workers that play a load while it is changed. */
function startWorkers(
  load: LoadPlan,
  workers: number,
  slow: Slowness,
  progress: readonly PlanProgress[] = [],
) {
  /** When each iteration was due, by its number. */
  const due: (readonly [iteration: number, atMs: number])[] = [];
  const started: number[] = [];
  let draws = 0;
  const draw = (most: number) => keyedRandom(SEED, 'slow', draws++) ** 4 * most;
  const pacer: Pacer = {
    waitUntil: (epochMs, rate, signal) => clock.waitUntil(epochMs + draw(slow.lagMs), rate, signal),
    nextTurn: () => clock.nextTurn(),
  };
  const changes: Partial<EngineWorld> = {
    seed: SEED,
    markFor: () => (iteration) => void started.push(iteration),
    onPoint: (point) => void (point.kind === 'request' && due.push([point.iteration, point.intendedAtMs])),
    pacer,
  };
  const takesMs = (atMs: number) => 5 + keyedRandom(7, Math.round(atMs)) ** 4 * 3000;
  const { engine, clock } = virtualWorkers(
    [menu],
    (_, atMs) => ({ tookMs: takesMs(atMs), answer: answered(200) }),
    { workers, changes, delayMs: () => draw(slow.delayMs) },
  );
  engine.start(load, START_MS - (progress[0]?.elapsedMs ?? 0), progress);
  return { engine, clock, due, started };
}

type Workers = ReturnType<typeof startWorkers>;

/** Gives commands without waiting until one is in force, and lets the load go on in the end. */
async function command({ engine, clock }: Workers, load: string, all: readonly Command[]): Promise<void> {
  const { control } = engine;
  const given = all.map(async ({ afterMs, what }) => {
    await clock.sleepUntil(START_MS + afterMs);
    if (what === 'pause') return control.pause(load);
    if (what === 'resume') return control.resume(load);
    // What cannot be scaled is refused by all threads.
    return control.scale(load, what).catch((error) => void expect(error).toBeInstanceOf(RangeError));
  });
  await Promise.all(given);
  await control.resume(load);
}

async function play(load: LoadPlan, workers: number, slow: Slowness, all: readonly Command[]) {
  const playing = startWorkers(load, workers, slow);
  const { engine, clock } = playing;
  const isOver = Promise.all([engine.finished(load.name), command(playing, load.name, all)]);
  await clock.until(isOver);
  const { loads } = await clock.until(engine.summary());
  const progress = progressOf(load.name, [await clock.until(engine.part())]);
  return { ...playing, progress, delivered: loads[0]?.delivered };
}

const ascending = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b);
const byNumber = (due: readonly (readonly [number, number])[]) => due.toSorted(([a], [b]) => a - b);
const punctual: Slowness = { lagMs: 0, delayMs: 0 };
const slowness = fc.record({ lagMs: fc.constantFrom(0, 400), delayMs: fc.constantFrom(0, 3, 300) });
const several = fc.integer({ min: 2, max: 4 });
const unlimited = openLoad.map((load): LoadPlan => ({ ...load, maxInFlight: 1000, overload: 'queue', mix }));

describe('a load that several threads play', () => {
  it('is changed as one thread changes it: the same iterations, due at the same moments', {
    timeout: 40_000,
  }, async () => {
    const seen = { changed: 0, paused: 0 };
    const lagMs = fc.constantFrom(0, 400);
    await fc.assert(
      fc.asyncProperty(unlimited, several, lagMs, commands, async (load, workers, lagMs, drawn) => {
        // What is in force later lets the next command wait: of late threads one command is what can be compared.
        const all = lagMs === 0 ? drawn : drawn.filter(({ what }) => typeof what === 'object').slice(0, 1);
        const one = await play(load, 1, punctual, all);
        const many = await play(load, workers, { lagMs, delayMs: 0 }, all);
        expect(ascending(many.started)).toEqual(ascending(one.started));
        expect(byNumber(many.due)).toEqual(byNumber(one.due));
        for (const { changes } of many.progress) expect(changes).toEqual(one.progress[0]?.changes);
        expect(many.delivered?.planned).toBe(one.delivered?.planned);
        expect(many.delivered?.pausedMs).toBe(one.delivered?.pausedMs);
        seen.changed += one.progress[0]?.changes.length ?? 0;
        if (one.delivered?.pausedMs !== undefined) seen.paused += 1;
      }),
      { seed: 1, numRuns: 300 },
    );
    for (const [what, count] of Object.entries(seen)) expect(count, what).toBeGreaterThan(20);
  });

  it('starts each arrival of the changed plan once, however late its threads hear and wake', {
    timeout: 40_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(unlimited, several, slowness, commands, async (load, workers, slow, all) => {
        const { started, progress, delivered } = await play(load, workers, slow, all);
        const { changes = [] } = progress[0] ?? {};
        for (const each of progress) expect(each.changes).toEqual(changes);
        const { count } = plannedArrivals(load, SEED, changes);
        expect(ascending(started)).toEqual(Array.from({ length: count }, (_, number) => number));
        const { planned = 0, warmUp } = delivered ?? {};
        expect(planned + (warmUp?.planned ?? 0)).toBe(count);
      }),
      { seed: 2, numRuns: 200 },
    );
  });

  it('counts each arrival once where some wait or are dropped', { timeout: 40_000 }, async () => {
    const tight = openLoad.map((load): LoadPlan => {
      const { overload = 'queue' } = load;
      return { ...load, mix, overload: overload === 'abort' ? 'drop' : overload };
    });
    await fc.assert(
      fc.asyncProperty(tight, several, slowness, commands, async (load, workers, slow, all) => {
        const { started, progress, delivered } = await play(load, workers, slow, all);
        expect(new Set(started).size, 'none twice').toBe(started.length);
        const { planned = 0, dropped = 0, warmUp } = delivered ?? {};
        expect(planned).toBe((delivered?.started ?? 0) + dropped);
        const { count } = plannedArrivals(load, SEED, progress[0]?.changes ?? []);
        expect(planned + (warmUp?.planned ?? 0)).toBe(count);
      }),
      { seed: 3, numRuns: 150 },
    );
  });

  it('numbers the iterations of its virtual users without gap or twin', { timeout: 40_000 }, async () => {
    const closed = closedLoad.map((load): LoadPlan => ({ ...load, mix }));
    await fc.assert(
      fc.asyncProperty(closed, several, slowness, commands, async (load, workers, slow, all) => {
        const { started, progress } = await play(load, workers, slow, all);
        expect(ascending(started)).toEqual(started.map((_, place) => place));
        for (const { changes } of progress) expect(changes).toEqual(progress[0]?.changes);
      }),
      { seed: 4, numRuns: 150 },
    );
  });

  it('is saved with the same changes in all stripes, and resumed without loss, whenever that is', {
    timeout: 40_000,
  }, async () => {
    const savedMs = fc.integer({ min: 0, max: 5500 });
    const drawn = fc.record({ load: unlimited, workers: several, slow: slowness, all: commands, savedMs });
    await fc.assert(
      fc.asyncProperty(drawn, async ({ load, workers, slow, all, savedMs }) => {
        const first = startWorkers(load, workers, slow);
        const given = command(first, load.name, all);
        await first.clock.until(first.clock.sleepUntil(START_MS + savedMs));
        const progress = progressOf(load.name, [await first.clock.until(first.engine.part())]);
        const { changes = [] } = progress[0] ?? {};
        for (const each of progress) expect(each.changes).toEqual(changes);
        const rest = startWorkers(load, workers, punctual, progress);
        await rest.clock.until(rest.engine.finished(load.name));
        const { count } = plannedArrivals(load, SEED, changes);
        const before = progress.flatMap(({ next }, index) =>
          Array.from({ length: next }, (_, place) => numberOf({ index, count: progress.length }, place)),
        );
        expect(ascending([...before, ...rest.started])).toEqual(Array.from({ length: count }, (_, k) => k));
        await first.clock.until(Promise.all([given, first.engine.finished(load.name)]));
      }),
      { seed: 5, numRuns: 150 },
    );
  });

  it('does not stand still before a change that all threads hear of in time', async () => {
    const stages = [{ durationMs: 4000, fromRatePerSecond: 100, toRatePerSecond: 100 }];
    const all: Command[] = [
      { afterMs: 1000, what: { factor: 2 } },
      { afterMs: 2000, what: { toRatePerSecond: 50 } },
    ];
    const load = loadOf('menu', { stages, mix });
    const { delivered, progress } = await play(load, 3, { lagMs: 0, delayMs: 20 }, all);
    expect(progress[0]?.changes).toMatchObject([{ factor: 2 }, { factor: 0.25 }]);
    expect(delivered).toMatchObject({ late: 0, startLag: { max: 0 } });
  });
});

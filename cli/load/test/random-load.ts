import fc from 'fast-check';
import { keyedRandom } from '../../../target-shop/contract/keyed-random.ts';
import type { LoadPlan } from '../../plan/run-plan.ts';
import type { Iteration } from '../iterations.ts';
import type { LoadRun } from '../load-run.ts';
import type { Pacer } from '../pacer.ts';
import { startLoadRun } from '../start-load-run.ts';
import { VirtualClock } from './virtual-clock.ts';
import { loadOf, START_MS } from './virtual-shop.ts';

/** A load of any model, and what happens to it. */
export interface RandomLoad {
  readonly load: LoadPlan;
  /** Of everything that is drawn while it plays. */
  readonly seed: number;
  readonly isGeneratorLate: boolean;
  /** When it is stopped, in ms after its start, and how long it may take then. */
  readonly stop: { readonly afterMs: number; readonly graceMs: number } | null;
  /** What is changed while it plays, in order. */
  readonly changes: readonly RandomChange[];
}

/** A change, in ms after the start of the load. */
export interface RandomChange {
  readonly afterMs: number;
  readonly what: 'pause' | 'resume' | { readonly factor: number };
}

const durationMs = fc.integer({ min: 0, max: 2000 });
/** Rates a second, or three times as many users; whole ones and others. */
const size = fc.integer({ min: 0, max: 240 }).map((twentieths) => twentieths / 20);
const course = fc.array(fc.record({ durationMs, from: size, to: size }), { minLength: 1, maxLength: 3 });

/** Draws open loads. */
export const openLoad = fc
  .record({
    course,
    isWarmedUp: fc.boolean(),
    arrivals: fc.constantFrom(undefined, 'poisson' as const),
    overload: fc.constantFrom(undefined, 'queue' as const, 'drop' as const, 'abort' as const),
    maxInFlight: fc.integer({ min: 1, max: 6 }),
  })
  .map(({ course, isWarmedUp, arrivals, overload, maxInFlight }) =>
    loadOf('ask', {
      stages: course.map((one) => ({
        durationMs: one.durationMs,
        fromRatePerSecond: one.from,
        toRatePerSecond: one.to,
      })),
      maxInFlight,
      ...(isWarmedUp ? { warmUpMs: course[0]?.durationMs ?? 0 } : {}),
      ...(arrivals === undefined ? {} : { arrivals }),
      ...(overload === undefined ? {} : { overload }),
    }),
  );

/** Draws closed loads. */
export const closedLoad = fc.record({ course, isWarmedUp: fc.boolean() }).map(({ course, isWarmedUp }) =>
  loadOf('ask', {
    stages: [],
    userStages: course.map((one) => ({
      durationMs: one.durationMs,
      fromUsers: one.from / 3,
      toUsers: one.to / 3,
    })),
    maxInFlight: 4,
    ...(isWarmedUp ? { warmUpMs: course[0]?.durationMs ?? 0 } : {}),
  }),
);

const change: fc.Arbitrary<RandomChange> = fc.record({
  afterMs: fc.integer({ min: -200, max: 6000 }),
  what: fc.oneof(
    fc.constantFrom('pause' as const, 'resume' as const),
    fc.record({ factor: fc.constantFrom(0.1, 0.5, 1 / 1.1, 1.1, 2, 3) }),
  ),
});

/** Draws loads of both models with every policy there is, half of them stopped on the way, many of them changed. */
export const randomLoad: fc.Arbitrary<RandomLoad> = fc.record({
  load: fc.oneof({ arbitrary: openLoad, weight: 3 }, { arbitrary: closedLoad, weight: 1 }),
  seed: fc.integer({ min: 0, max: 0xffff_ffff }),
  isGeneratorLate: fc.boolean(),
  stop: fc.option(
    fc.record({
      afterMs: fc.integer({ min: -200, max: 7000 }),
      graceMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 2000 })),
    }),
  ),
  changes: fc
    .array(change, { maxLength: 4 })
    .map((changes) => changes.toSorted((a, b) => a.afterMs - b.afterMs)),
});

/** Plays a random load with made-up iterations in made-up time, and answers what was seen beside what was counted. */
export async function playRandomLoad({ load, seed, isGeneratorLate, stop, changes }: RandomLoad) {
  const clock = new VirtualClock(START_MS - 500);
  const random = (name: string, key: number) => keyedRandom(seed, name, key);
  const started: Omit<Iteration, 'signal'>[] = [];
  let inFlight = 0;
  let mostInFlight = 0;
  let tooEarly = 0;
  const play = async ({ signal, ...iteration }: Iteration) => {
    started.push(iteration);
    inFlight += 1;
    mostInFlight = Math.max(mostInFlight, inFlight);
    if (clock.now() < iteration.dueAtMs) tooEarly += 1;
    try {
      if (random('empty', iteration.index) < 0.2) return 'empty';
      await clock.sleepUntil(clock.now() + 20 + random('takes', iteration.index) ** 3 * 4000, signal);
      return 'played';
    } finally {
      inFlight -= 1;
    }
  };
  // A busy generator wakes late.
  const lagMs = (epochMs: number) => (isGeneratorLate ? random('lag', epochMs) ** 4 * 500 : 0);
  const pacer: Pacer = {
    waitUntil: (epochMs, rate, signal) => clock.waitUntil(epochMs + lagMs(epochMs), rate, signal),
    nextTurn: () => clock.nextTurn(),
  };
  const run = startLoadRun({ seed, load, startAtMs: START_MS, clock, pacer, play });
  const stopIt = async (afterMs: number, graceMs: number) => {
    await clock.sleepUntil(START_MS + afterMs);
    await run.stop(graceMs);
  };
  const isOver = stop === null ? run.finished : stopIt(stop.afterMs, stop.graceMs);
  await clock.until(Promise.all([isOver, changeIt(run, changes, clock)]));
  return { delivered: run.delivered(), started, mostInFlight, tooEarly };
}

/** Changes a load as it was drawn, and lets it go on in the end. */
async function changeIt(run: LoadRun, changes: readonly RandomChange[], clock: VirtualClock): Promise<void> {
  for (const { afterMs, what } of changes) {
    await clock.sleepUntil(START_MS + afterMs);
    if (what === 'pause') void run.pause();
    else if (what === 'resume') run.resume();
    else if (run.state().state !== 'over') await run.scale(what).catch(() => undefined);
  }
  run.resume();
}

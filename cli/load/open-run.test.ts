import { expect, it } from 'vitest';
import { keyedRandom } from '../../target-shop/contract/keyed-random.ts';
import type { LoadPlan } from '../plan/run-plan.ts';
import { arrivalsOf } from './arrivals.ts';
import type { Iteration } from './iterations.ts';
import { OpenRun } from './open-run.ts';
import type { Pacer } from './pacer.ts';
import { VirtualClock } from './test/virtual-clock.ts';

const START_MS = 1_000_000;

function loadOf(changes: Partial<LoadPlan> = {}): LoadPlan {
  return {
    name: 'users',
    during: 'run',
    stages: [{ durationMs: 10_000, fromRatePerSecond: 10, toRatePerSecond: 10 }],
    mix: [],
    maxInFlight: 1000,
    thinkTimeFactor: 1,
    probe: false,
    ...changes,
  };
}

/** A pacer that wakes late by a drawn time, as a busy generator does. */
function latePacer(clock: VirtualClock, lagMs: (epochMs: number) => number): Pacer {
  return {
    waitUntil: (epochMs, rate, signal) => clock.waitUntil(epochMs + lagMs(epochMs), rate, signal),
  };
}

/** A random plan, how long its iterations last, and whether and when it is stopped. */
function randomCase(number: number) {
  const random = (name: string, ...keys: number[]) => keyedRandom(4711, number, name, ...keys);
  const stages = Array.from({ length: 1 + Math.floor(random('stages') * 3) }, (_, i) => ({
    durationMs: Math.floor(random('duration', i) * 2000),
    fromRatePerSecond: Math.floor(random('from', i) * 12),
    toRatePerSecond: random('to', i) * 12,
  }));
  const { durationMs } = arrivalsOf(stages);
  return {
    load: loadOf({ stages, maxInFlight: 1 + Math.floor(random('cap') * 6) }),
    iterationMs: (index: number) => random('iteration', index) ** 3 * 4000,
    isEmpty: (index: number) => random('empty', index) < 0.2,
    lagMs: (epochMs: number) => (random('lags') < 0.5 ? 0 : random('lag', epochMs) ** 4 * 500),
    stopAtMs: random('stops') < 0.5 ? undefined : START_MS + random('stop') * (durationMs + 1000) - 200,
    graceMs: random('graceful') < 0.3 ? 0 : random('grace') * 2000,
  };
}

async function playCase({
  load,
  iterationMs,
  isEmpty,
  lagMs,
  stopAtMs,
  graceMs,
}: ReturnType<typeof randomCase>) {
  const clock = new VirtualClock(START_MS - 500);
  const started: number[] = [];
  let inFlight = 0;
  let mostInFlight = 0;
  let tooEarly = 0;
  const play = async ({ index, dueAtMs, signal }: Iteration) => {
    started.push(index);
    inFlight += 1;
    mostInFlight = Math.max(mostInFlight, inFlight);
    if (clock.now() < dueAtMs) tooEarly += 1;
    try {
      if (isEmpty(index)) return 'empty';
      await clock.sleepUntil(clock.now() + iterationMs(index), signal);
      return 'played';
    } finally {
      inFlight -= 1;
    }
  };
  const run = new OpenRun({
    seed: 1,
    load,
    startAtMs: START_MS,
    clock,
    pacer: latePacer(clock, lagMs),
    play,
  });
  const stop = async (atMs: number) => {
    await clock.sleepUntil(atMs);
    await run.stop(graceMs);
  };
  await clock.until(stopAtMs === undefined ? run.finished : stop(stopAtMs));
  return { delivered: run.delivered(), started, mostInFlight, tooEarly };
}

it('counts every arrival exactly once, over 10,000 random plans', { timeout: 60_000 }, async () => {
  const seen = { dropped: 0, interrupted: 0, late: 0, empty: 0 };
  for (let number = 0; number < 10_000; number += 1) {
    const drawn = randomCase(number);
    const { delivered, started, mostInFlight, tooEarly } = await playCase(drawn);
    const { planned, dropped, completed, interrupted, empty, late = 0 } = delivered;
    const isRight =
      planned === plannedOf(drawn) &&
      planned === delivered.started + dropped &&
      delivered.started === completed + interrupted &&
      delivered.started === started.length &&
      started.every((index, place) => index > (started[place - 1] ?? -1)) &&
      mostInFlight <= drawn.load.maxInFlight &&
      tooEarly === 0 &&
      (drawn.stopAtMs !== undefined || interrupted === 0);
    if (!isRight)
      expect.fail(`case ${number}: ${JSON.stringify({ drawn, delivered, mostInFlight, tooEarly })}`);
    seen.dropped += dropped;
    seen.interrupted += interrupted;
    seen.late += late;
    seen.empty += empty;
  }
  // A property over plans that never drop or interrupt would say nothing.
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(1000);
});

/** The plan, written apart from the code under test: all arrivals, or those due by the stop. */
function plannedOf({ load, stopAtMs }: ReturnType<typeof randomCase>): number {
  const arrivals = arrivalsOf(load.stages);
  const isDue = (k: number) => stopAtMs === undefined || START_MS + arrivals.dueMs(k) <= stopAtMs;
  return Array.from({ length: arrivals.count }, (_, k) => k).filter(isDue).length;
}

it('starts iterations when they are due, however slow the ones before are', async () => {
  const clock = new VirtualClock(START_MS);
  const startedAt: number[] = [];
  const play = async ({ signal }: Iteration) => {
    startedAt.push(clock.now() - START_MS);
    await clock.sleepUntil(clock.now() + 60_000, signal);
    return 'played' as const;
  };
  const run = new OpenRun({ seed: 1, load: loadOf(), startAtMs: START_MS, clock, pacer: clock, play });
  await clock.until(run.finished);
  expect(startedAt).toEqual(Array.from({ length: 100 }, (_, k) => k * 100));
  expect(run.delivered()).toMatchObject({ planned: 100, started: 100, late: 0, plannedRatePerSecond: 10 });
});

it('calls a start late when it comes more than half an arrival gap after it was due', async () => {
  const lateAfter = async (lagMs: number, ratePerSecond: number) => {
    const clock = new VirtualClock(START_MS);
    const stage = { durationMs: 1000, fromRatePerSecond: ratePerSecond, toRatePerSecond: ratePerSecond };
    const pacer = latePacer(clock, () => lagMs);
    const run = new OpenRun({
      seed: 1,
      load: loadOf({ stages: [stage] }),
      startAtMs: START_MS,
      clock,
      pacer,
      play: async () => 'played',
    });
    await clock.until(run.finished);
    return run.delivered().late;
  };
  expect(await lateAfter(49, 10)).toBe(0);
  expect(await lateAfter(51, 10)).toBe(10);
  expect(await lateAfter(2.4, 1000)).toBe(0);
  expect(await lateAfter(2.6, 100)).toBe(0);
  expect(await lateAfter(2.6, 200)).toBe(200);
});

it('ends at its last arrival when it is stopped, and interrupts what outlasts the grace', async () => {
  const clock = new VirtualClock(START_MS);
  const play = async ({ index, signal }: Iteration) => {
    await clock.sleepUntil(clock.now() + (index % 2 === 0 ? 500 : 5000), signal);
    return 'played' as const;
  };
  const run = new OpenRun({ seed: 1, load: loadOf(), startAtMs: START_MS, clock, pacer: clock, play });
  const stop = async () => {
    await clock.sleepUntil(START_MS + 1950);
    await run.stop(1000);
  };
  await clock.until(stop());
  expect(clock.now()).toBe(START_MS + 2950);
  expect(run.delivered()).toMatchObject({ planned: 20, started: 20, completed: 10, interrupted: 10 });
  await clock.until(run.stop(1000));
  expect(run.delivered()).toMatchObject({ planned: 20, completed: 10 });
});

import { expect, it } from 'vitest';
import type { LoadPlan } from '../plan/run-plan.ts';
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

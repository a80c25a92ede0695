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
    nextTurn: () => clock.nextTurn(),
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

/** A load of ten a second for a second, whose iterations end at once, and what is done to it on the way. */
async function changedRun(
  change: (run: OpenRun, at: (ms: number) => Promise<void>) => Promise<void>,
  load = {},
) {
  const clock = new VirtualClock(START_MS - 100);
  const dueMs: number[] = [];
  const warm: number[] = [];
  const play = async ({ dueAtMs, isWarmUp }: Iteration) => {
    (isWarmUp ? warm : dueMs).push(Math.round(dueAtMs - START_MS));
    return 'played' as const;
  };
  const stages = [{ durationMs: 1000, fromRatePerSecond: 10, toRatePerSecond: 10 }];
  const options = {
    seed: 1,
    load: loadOf({ stages, ...load }),
    startAtMs: START_MS,
    clock,
    pacer: clock,
    play,
  };
  const run = new OpenRun(options);
  const at = (ms: number) => clock.sleepUntil(START_MS + ms);
  await clock.until(Promise.all([run.finished, change(run, at)]));
  return { dueMs, warm, endedMs: clock.now() - START_MS, delivered: run.delivered() };
}

it('lets its plan stand still while it is paused, and leaves the pause out of its rates', async () => {
  const { dueMs, endedMs, delivered } = await changedRun(async (run, at) => {
    await at(350);
    void run.pause();
    expect(run.state()).toMatchObject({ state: 'paused', elapsedMs: 350, durationMs: 1000, started: 4 });
    await at(5350);
    run.resume();
  });
  expect(dueMs).toEqual([0, 100, 200, 300, 5400, 5500, 5600, 5700, 5800, 5900]);
  expect(endedMs).toBe(6000);
  expect(delivered).toMatchObject({ planned: 10, late: 0, pausedMs: 5000, plannedRatePerSecond: 10 });
});

it('ends its warm-up later when it is paused in it', async () => {
  const load = { warmUpMs: 500 };
  const { dueMs, warm, delivered } = await changedRun(async (run, at) => {
    await at(250);
    void run.pause();
    await at(1250);
    run.resume();
  }, load);
  expect([warm, dueMs]).toEqual([
    [0, 100, 200, 1300, 1400],
    [1500, 1600, 1700, 1800, 1900],
  ]);
  expect(delivered).toMatchObject({
    planned: 5,
    plannedRatePerSecond: 10,
    warmUp: { durationMs: 500, planned: 5 },
  });
});

it('changes the rate of what is still to come, also to a given one', async () => {
  const { dueMs, delivered } = await changedRun(async (run, at) => {
    await at(450);
    void run.scale({ factor: 2 });
    expect(run.state().ratePerSecond).toBe(20);
    await at(720);
    void run.scale({ toRatePerSecond: 10 });
  });
  // What was half way to the next arrival is half way to it still: 50 ms become 25.
  expect(dueMs).toEqual([0, 100, 200, 300, 400, 475, 525, 575, 625, 675, 730, 830, 930]);
  expect(delivered).toMatchObject({ planned: 13, started: 13, plannedRatePerSecond: 13 });
});

it('refuses a rate that its plan cannot be scaled to', async () => {
  await changedRun(async (run, at) => {
    await at(100);
    await expect(run.scale({ toUsers: 5 })).rejects.toThrow('whichever it has');
    await expect(run.scale({ factor: 0 })).rejects.toThrow('cannot be scaled by 0');
    await at(1200);
    await expect(run.scale({ factor: 2 })).rejects.toThrow('nothing of load "users" is still to come');
  });
});

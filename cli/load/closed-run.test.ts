import { expect, it } from 'vitest';
import type { UserStage } from '../plan/run-plan.ts';
import { ClosedRun } from './closed-run.ts';
import type { Iteration } from './iterations.ts';
import { VirtualClock } from './test/virtual-clock.ts';
import { loadOf } from './test/virtual-shop.ts';

const START_MS = 1_000_000;

/** Virtual users in made-up time, each of whose iterations takes so long. */
function runOf(stages: readonly UserStage[], iterationMs: (iteration: Iteration) => number) {
  const clock = new VirtualClock(START_MS - 500);
  const played: { user: number; index: number; fromMs: number }[] = [];
  let inFlight = 0;
  const mostInFlight = { ever: 0 };
  const play = async (iteration: Iteration) => {
    played.push({ user: iteration.user, index: iteration.index, fromMs: clock.now() - START_MS });
    inFlight += 1;
    mostInFlight.ever = Math.max(mostInFlight.ever, inFlight);
    try {
      await clock.sleepUntil(clock.now() + iterationMs(iteration), iteration.signal);
      return 'played' as const;
    } finally {
      inFlight -= 1;
    }
  };
  const load = { ...loadOf('ask', { stages: [] }), userStages: stages };
  const run = new ClosedRun({ seed: 1, load, startAtMs: START_MS, clock, pacer: clock, play }, stages);
  return { run, clock, played, mostInFlight };
}

const steady = (users: number, durationMs: number): UserStage => ({
  durationMs,
  fromUsers: users,
  toUsers: users,
});

it('plays one iteration after another for each user, so a slow target gets fewer', async () => {
  const quick = runOf([steady(3, 10_000)], () => 100);
  await quick.clock.until(quick.run.finished);
  expect(quick.run.delivered()).toEqual({
    planned: 300,
    started: 300,
    dropped: 0,
    completed: 300,
    interrupted: 0,
    empty: 0,
    users: 3,
    startedRatePerSecond: 30,
  });
  expect(quick.mostInFlight.ever).toBe(3);
  const slow = runOf([steady(3, 10_000)], () => 1000);
  await slow.clock.until(slow.run.finished);
  expect(slow.run.delivered().started).toBe(30);
});

it('numbers iterations in the order they start, and a user is the same from one to the next', async () => {
  const { run, clock, played } = runOf([steady(2, 1000)], ({ user }) => (user === 0 ? 100 : 250));
  await clock.until(run.finished);
  expect(played.map(({ index }) => index)).toEqual(played.map((_, place) => place));
  expect(played.filter(({ user }) => user === 0)).toHaveLength(10);
  expect(played.filter(({ user }) => user === 1).map(({ fromMs }) => fromMs)).toEqual([0, 250, 500, 750]);
});

it('lets users come and go with the stages; who goes ends the iteration they are in', async () => {
  const stages = [
    { durationMs: 1000, fromUsers: 0, toUsers: 4 },
    { durationMs: 1000, fromUsers: 4, toUsers: 0 },
  ];
  const { run, clock, played } = runOf(stages, () => 300);
  await clock.until(run.finished);
  const first = (user: number) => played.find((one) => one.user === user)?.fromMs;
  expect([0, 1, 2, 3].map(first)).toEqual([125, 375, 625, 875]);
  // The last user is one too many from 1125 ms on, in the middle of an iteration.
  expect(played.filter(({ user }) => user === 3).map(({ fromMs }) => fromMs)).toEqual([875]);
  expect(run.delivered()).toMatchObject({ interrupted: 0, completed: played.length });
  expect(clock.now() - START_MS).toBe(2000);
});

it('starts nothing more when it is stopped, and interrupts what outlasts the grace', async () => {
  const { run, clock, played } = runOf([steady(4, 60_000)], ({ user }) => (user % 2 === 0 ? 700 : 5000));
  const stop = async () => {
    await clock.sleepUntil(START_MS + 1000);
    await run.stop(500);
  };
  await clock.until(stop());
  expect(played).toHaveLength(6);
  expect(run.delivered()).toMatchObject({ planned: 6, started: 6, completed: 4, interrupted: 2 });
  expect(run.delivered().startedRatePerSecond).toBeCloseTo(6);
  await clock.until(run.stop(500));
  expect(played).toHaveLength(6);
});

it('never begins when it is stopped before its start', async () => {
  const { run, clock, played } = runOf([steady(4, 60_000)], () => 10);
  await clock.until(run.stop(1000));
  expect(played).toEqual([]);
  expect(run.delivered()).toMatchObject({ planned: 0, started: 0, startedRatePerSecond: 0 });
});

it('lets its users wait while it is paused, and go on where the plan was', async () => {
  const { run, clock, played } = runOf([steady(2, 1000)], () => 100);
  const change = async () => {
    await clock.sleepUntil(START_MS + 250);
    void run.pause();
    await clock.sleepUntil(START_MS + 5000);
    expect(run.state()).toMatchObject({ state: 'paused', elapsedMs: 250, users: 2, inFlight: 0 });
    run.resume();
  };
  await clock.until(Promise.all([run.finished, change()]));
  expect(played.filter(({ fromMs }) => fromMs >= 250 && fromMs < 5000)).toEqual([]);
  expect(clock.now() - START_MS).toBe(5800);
  expect(run.delivered()).toMatchObject({ started: 22, pausedMs: 4750, startedRatePerSecond: 22 });
});

it('has more or fewer users from a change on', async () => {
  const { run, clock, played, mostInFlight } = runOf([steady(2, 1000)], () => 100);
  const change = async () => {
    await clock.sleepUntil(START_MS + 450);
    void run.scale({ toUsers: 5 });
    await clock.sleepUntil(START_MS + 750);
    expect(run.state()).toMatchObject({ users: 5, inFlight: 5 });
    void run.scale({ factor: 0.2 });
  };
  await clock.until(Promise.all([run.finished, change()]));
  expect(mostInFlight.ever).toBe(5);
  expect(played.filter(({ fromMs }) => fromMs === 800)).toHaveLength(1);
  expect(run.delivered().users).toBe(5);
});

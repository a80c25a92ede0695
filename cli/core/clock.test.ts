import { expect, it } from 'vitest';
import { systemClock } from './clock.ts';

it('sleeps until the instant and never before it', async () => {
  const untilMs = systemClock.now() + 30;
  await systemClock.sleepUntil(untilMs);
  expect(systemClock.now()).toBeGreaterThanOrEqual(untilMs);
});

it('wakes up with the reason of the signal', async () => {
  const reason = new Error('enough');
  const controller = new AbortController();
  const sleep = systemClock.sleepUntil(systemClock.now() + 60_000, controller.signal);
  controller.abort(reason);
  await expect(sleep).rejects.toBe(reason);
});

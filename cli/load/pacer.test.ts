import { describe, expect, it } from 'vitest';
import { systemClock } from '../core/clock.ts';
import { hybridPacer } from './pacer.ts';

const never = new AbortController().signal;
const pacer = hybridPacer();

describe('the pacer', () => {
  it.each([30, 200, 1000])('never wakes early, at %i a second', async (ratePerSecond) => {
    for (const waitMs of [0.1, 0.9, 1.5, 2.5, 7.3]) {
      const dueAtMs = systemClock.now() + waitMs;
      await pacer.waitUntil(dueAtMs, ratePerSecond, never);
      expect(systemClock.now()).toBeGreaterThanOrEqual(dueAtMs);
    }
  });

  it('wakes within a millisecond more often than not, where it watches the clock', async () => {
    const lagsMs: number[] = [];
    for (let i = 0; i < 21; i += 1) {
      const dueAtMs = systemClock.now() + 5.3;
      await pacer.waitUntil(dueAtMs, 30, never);
      lagsMs.push(systemClock.now() - dueAtMs);
    }
    expect(lagsMs.sort((a, b) => a - b)[10]).toBeLessThan(1);
  });

  it('lets other work run first, even when the instant is past', async () => {
    let turns = 0;
    setImmediate(() => {
      turns += 1;
    });
    await pacer.waitUntil(systemClock.now() - 1000, 30, never);
    expect(turns).toBe(1);
  });

  it('resolves at once when its signal aborts, or has aborted', async () => {
    const controller = new AbortController();
    const waiting = pacer.waitUntil(systemClock.now() + 3_600_000, 1, controller.signal);
    controller.abort();
    await waiting;
    await pacer.waitUntil(systemClock.now() + 3_600_000, 1, controller.signal);
  });
});

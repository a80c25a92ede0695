import { describe, expect, it } from 'vitest';
import { createHandTurnedClock } from '../test/hand-turned-clock.ts';
import { awaitRecovery } from './await-recovery.ts';
import { judgeSteadyState } from './steady-state.ts';

const plan = { steadyForMs: 5000, deadlineMs: 30_000 };
const bounds = { maxErrorRatio: 0.02, maxP95Ms: 500 };
const never = new AbortController().signal;

/** Watches a shop that answers badly until an instant. */
function watchShopBrokenUntil(healedAtMs: number, signal = never) {
  return awaitRecovery({
    plan,
    undoneAtMs: 100_250,
    clock: createHandTurnedClock(100_250),
    signal,
    look: async ({ fromMs }) =>
      judgeSteadyState(bounds, { requests: 100, errors: fromMs < healedAtMs ? 10 : 0, p95Ms: 200 }),
  });
}

describe('awaitRecovery', () => {
  it('is satisfied by the first steady stretch that began after the undo', async () => {
    expect(await watchShopBrokenUntil(0)).toMatchObject({ outcome: 'recovered', tookMs: 750 });
  });

  it('counts from the undo to the start of the steady stretch', async () => {
    expect(await watchShopBrokenUntil(108_000)).toMatchObject({ outcome: 'recovered', tookMs: 7750 });
  });

  it('gives up at the deadline and says what was still wrong', async () => {
    const recovery = await watchShopBrokenUntil(Number.POSITIVE_INFINITY);
    expect(recovery.outcome).toBe('not-recovered');
    expect(recovery.reason).toContain('10 of 100 requests failed (10%), at most 2% may');
  });

  it('ends with the reason of the signal', async () => {
    const reason = new Error('stop');
    await expect(watchShopBrokenUntil(0, AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});

describe('judgeSteadyState', () => {
  it.each([
    [{ requests: 100, errors: 2, p95Ms: 500 }, true],
    [{ requests: 100, errors: 3, p95Ms: 100 }, false],
    [{ requests: 100, errors: 0, p95Ms: 501 }, false],
    [{ requests: 0, errors: 0 }, false],
  ])('%j is steady: %s', (figures, isSteady) => {
    expect(judgeSteadyState(bounds, figures).isSteady).toBe(isSteady);
  });
});

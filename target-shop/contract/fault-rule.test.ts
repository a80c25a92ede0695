import { describe, expect, it } from 'vitest';
import { callFails, type FaultRule, faultPosition } from './fault-rule.ts';

const MINUTE_MS = 60_000;
const STARTED_AT_MS = 1_700_000_000_000;

const rule: FaultRule = {
  id: 'blackfriday',
  seed: 7,
  startedAtMs: STARTED_AT_MS,
  speed: 1,
  steps: [
    { fromMinute: 0, delayMs: 0, failureRatio: 0 },
    { fromMinute: 5, delayMs: 500, failureRatio: 0.1 },
    { fromMinute: 20, delayMs: 2000, failureRatio: 0.37 },
  ],
};

const withRatio = (failureRatio: number, seed = 7): FaultRule => ({
  ...rule,
  seed,
  steps: [{ fromMinute: 0, delayMs: 0, failureRatio }],
});

const decisions = (of: FaultRule, count: number, instance = 'recommendation-1') =>
  Array.from({ length: count }, (_, callIndex) => callFails(of, 0, callIndex, instance));

describe('faultPosition', () => {
  const at = (minute: number, speed = 1) =>
    faultPosition({ ...rule, speed }, STARTED_AT_MS + (minute * MINUTE_MS) / speed)?.stepIndex;

  it.each([
    [0, 0],
    [4.999, 0],
    [5, 1],
    [19.999, 1],
    [20, 2],
    [1000, 2],
  ])('at demo minute %d stands on step %d', (minute, stepIndex) => {
    expect(at(minute)).toBe(stepIndex);
    expect(at(minute, 30)).toBe(stepIndex);
  });

  it('is nowhere before the start', () => {
    expect(at(-0.001)).toBeUndefined();
  });

  it('is nowhere before a first step that begins later', () => {
    const late = { ...rule, steps: rule.steps.slice(1) };
    expect(faultPosition(late, STARTED_AT_MS + 4 * MINUTE_MS)).toBeUndefined();
    expect(faultPosition(late, STARTED_AT_MS + 5 * MINUTE_MS)?.stepIndex).toBe(0);
  });

  it('tells the demo minute with its fraction, faster at a higher speed', () => {
    expect(faultPosition({ ...rule, speed: 30 }, STARTED_AT_MS + 3000)?.demoMinute).toBeCloseTo(1.5, 9);
  });
});

describe('callFails', () => {
  it.each([0.01, 0.1, 0.25, 0.37, 0.5, 0.9])(
    'holds a share of %d within one call in any 100 calls',
    (ratio) => {
      for (const instance of ['recommendation-1', 'recommendation-2', 'cart-7']) {
        const failed = decisions(withRatio(ratio), 1100, instance);
        for (let start = 0; start + 100 <= failed.length; start += 1) {
          const count = failed.slice(start, start + 100).filter(Boolean).length;
          expect(Math.abs(count - ratio * 100)).toBeLessThanOrEqual(1);
        }
      }
    },
  );

  it('lets none fail at 0 and all at 1', () => {
    expect(decisions(withRatio(0), 200)).not.toContain(true);
    expect(decisions(withRatio(1), 200)).not.toContain(false);
  });

  it('decides the same again for the same seed and instance', () => {
    expect(decisions(withRatio(0.3), 500)).toEqual(decisions(withRatio(0.3), 500));
  });

  it('begins at another phase for another seed, step or instance', () => {
    const first = decisions(withRatio(0.3), 10).join();
    const bySeed = [1, 2, 3, 4, 5, 6].map((seed) => decisions(withRatio(0.3, seed), 10).join());
    const byInstance = ['a', 'b', 'c', 'd', 'e', 'f'].map((one) => decisions(withRatio(0.3), 10, one).join());
    expect(bySeed.some((one) => one !== first)).toBe(true);
    expect(byInstance.some((one) => one !== first)).toBe(true);
  });

  it('lets no call fail in a step the rule does not have', () => {
    expect(callFails(rule, 99, 0, 'recommendation-1')).toBe(false);
  });
});

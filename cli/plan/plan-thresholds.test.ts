import { describe, expect, it } from 'vitest';
import { parseThreshold } from './parse-threshold.ts';
import { planThresholds } from './plan-thresholds.ts';

const planned = (texts: readonly string[], abortOnFail: boolean, durationMs = 60_000) =>
  planThresholds(texts.map(parseThreshold), { durationMs, abortOnFail });

describe('thresholds of a load', () => {
  it.each([
    ['all.errors[1m]<1%'],
    ['purchase.response.p95[30s]>2s'],
    ['all.response.max<2s'],
    ['all.service.max<=2s'],
    ['all.errors<=0'],
  ])('can end it early: %s', (text) => {
    expect(planned([text], true)).toHaveLength(1);
  });

  it.each([['all.errors<1%'], ['all.response.p95<2s'], ['all.response.max>2s'], ['all.errors>=0']])(
    'cannot end it early, which is said: %s',
    (text) => {
      expect(() => planned([text], true)).toThrow(`"${text}" looks at the whole load`);
      expect(planned([text, 'all.errors[1m]<1%'], true)).toHaveLength(2);
      expect(planned([text], false)).toHaveLength(1);
    },
  );

  it('are missing where one is to end it early', () => {
    expect(() => planned([], true)).toThrow('no threshold that could fail');
    expect(planned([], false)).toEqual([]);
  });

  it('have no window longer than it', () => {
    expect(planned(['all.errors[1m]<1%'], false)).toHaveLength(1);
    expect(() => planned(['all.errors[1m]<1%'], false, 59_999)).toThrow(
      expect.objectContaining({
        exitCode: 2,
        message: expect.stringContaining('a window of 1m is never full'),
        hint: expect.any(String),
      }),
    );
  });
});

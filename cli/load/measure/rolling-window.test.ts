import { expect, it } from 'vitest';
import { keyedRandom } from '../../../target-shop/contract/keyed-random.ts';
import { Histogram } from './histogram.ts';
import { RollingWindow } from './rolling-window.ts';

interface Recorded {
  readonly slice: number;
  readonly valueMs: number;
  readonly isError: boolean;
}

/** Random values, none in some slices. */
function recordedIn(slices: number): readonly Recorded[] {
  return Array.from({ length: slices }, (_, slice) => slice).flatMap((slice) =>
    Array.from({ length: Math.floor(keyedRandom(1, slice) * 5) }, (_, i) => ({
      slice,
      valueMs: 10 ** (keyedRandom(2, slice, i) * 6 - 2),
      isError: keyedRandom(3, slice, i) < 0.3,
    })),
  );
}

it('knows at every turn what its slices hold, and nothing of those before', () => {
  const all = recordedIn(500);
  const window = new RollingWindow(12);
  for (let slice = 0; slice < 500; slice += 1) {
    for (const { valueMs, isError } of all.filter((each) => each.slice === slice)) {
      window.record(valueMs, false);
      if (isError) window.spoil();
    }
    window.turn();
    const inside = all.filter((each) => each.slice > slice - 12 && each.slice <= slice);
    const expected = new Histogram();
    for (const { valueMs } of inside) expected.record(valueMs);
    expect(window.isFull).toBe(slice >= 11);
    expect(window.durations.count).toBe(inside.length);
    expect(window.errors).toBe(inside.filter(({ isError }) => isError).length);
    expect(window.durations.maxMs).toBe(expected.maxMs);
    expect(window.durations.meanMs ?? 0).toBeCloseTo(expected.meanMs ?? 0, 6);
    for (const q of [0, 0.5, 0.95, 1]) expect(window.durations.quantileMs(q)).toBe(expected.quantileMs(q));
  }
});

it('keeps no more slices than fill it, however long the run', () => {
  const window = new RollingWindow(120);
  for (let slice = 0; slice < 20_000; slice += 1) {
    window.record(slice % 100, slice % 7 === 0);
    window.turn();
  }
  expect(window.sliceCount).toBe(120);
  expect(window.durations.count).toBe(120);
});

it('leaves the slice under way out until it is over', () => {
  const window = new RollingWindow(2);
  expect(window.hasBegun).toBe(false);
  window.record(5, true);
  expect(window.hasBegun).toBe(true);
  expect({ count: window.durations.count, errors: window.errors }).toEqual({ count: 0, errors: 0 });
  window.turn();
  expect({ count: window.durations.count, errors: window.errors }).toEqual({ count: 1, errors: 1 });
});

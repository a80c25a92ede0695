import { expect, it } from 'vitest';
import { deviationFrom, deviationFromBestGrid } from './grid-deviation.ts';

const gridFrom = (startMs: number, lateMs: (k: number) => number) =>
  Array.from({ length: 1000 }, (_, k) => startMs + k * 5 + lateMs(k));

it('knows no deviation of an even grid, wherever it begins', () => {
  const grid = gridFrom(1_795_253_540_143.25, () => 0);
  expect(deviationFromBestGrid(grid, 200)).toEqual({ p50Ms: 0, p99Ms: 0 });
});

it('takes a constant lateness for another begin, unless the begin is known', () => {
  const grid = gridFrom(1000, () => 0.5);
  expect(deviationFromBestGrid(grid, 200)).toEqual({ p50Ms: 0, p99Ms: 0 });
  expect(deviationFrom(1000, grid, 200)).toEqual({ p50Ms: 0.5, p99Ms: 0.5 });
});

it('tells how late the late ones are', () => {
  const { p50Ms, p99Ms } = deviationFromBestGrid(
    gridFrom(1000, (k) => (k % 20 === 0 ? 8 : 0)),
    200,
  );
  expect([p50Ms, p99Ms]).toEqual([0, 8]);
});

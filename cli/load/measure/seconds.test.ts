import { expect, it } from 'vitest';
import type { Sample } from '../sample.ts';
import type { LoadWindow } from '../summary.ts';
import { PastSeconds } from './past-seconds.ts';
import { Seconds } from './seconds.ts';

const START_MS = 1_000_000;
const LONG_S = 10_000;
const EVERYTHING = { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER };

function sampleAt(second: number): Sample {
  const endedAtMs = START_MS + second * 1000 + 500;
  const tookMs = 10 + (second % 100);
  return {
    load: 'users',
    iteration: second,
    journey: 'menu',
    endpoint: 'GET /api/menu',
    intendedAtMs: endedAtMs - tookMs,
    sentAtMs: endedAtMs - tookMs,
    endedAtMs,
    outcome: second % 10 === 0 ? 'error' : 'ok',
    traceId: '',
  };
}

/** A request a second. */
function played(lengthS: number) {
  const told: LoadWindow[] = [];
  const seconds = new Seconds('users', START_MS, (window) => told.push(window));
  for (let second = 0; second < lengthS; second += 1) {
    seconds.startIteration(START_MS + second * 1000);
    seconds.add(sampleAt(second));
  }
  seconds.end(START_MS + lengthS * 1000 - 1);
  return { seconds, told };
}

const sumOf = (windows: readonly LoadWindow[], field: 'started' | 'requests' | 'errors') =>
  windows.reduce((sum, window) => sum + window[field], 0);

it('shows every second of a run shorter than an hour', () => {
  const { seconds, told } = played(3599);
  expect(seconds.windows).toEqual(told);
});

it('keeps at most an hour of rows, however long the load, and loses no request', () => {
  const { seconds, told } = played(LONG_S);
  const { windows } = seconds;
  expect(told).toHaveLength(LONG_S);
  expect(windows.length).toBeLessThanOrEqual(3600 + 32);
  expect(windows.length).toBeGreaterThan(1800);
  for (const field of ['started', 'requests', 'errors'] as const) {
    expect(sumOf(windows, field)).toBe(sumOf(told, field));
  }
  expect(seconds.figures(EVERYTHING)).toMatchObject({
    requests: LONG_S,
    errors: LONG_S / 10,
    response: { count: LONG_S, max: 109 },
  });
});

it('joins rows without a gap: each begins where the one before ended', () => {
  const { windows } = played(10_003).seconds;
  let endMs = START_MS;
  for (const { atMs, lengthMs = 1000 } of windows) {
    expect(atMs).toBe(endMs);
    endMs = atMs + lengthMs;
  }
  expect(endMs).toBe(START_MS + 10_003 * 1000);
  expect(windows[0]).toMatchObject({
    lengthMs: 4000,
    started: 4,
    p50Ms: expect.closeTo((10 + 11 + 12 + 13) / 4, 1),
    p95Ms: expect.closeTo(13, 1),
    maxMs: 13,
  });
});

it('answers for the last minute to the second, and for long ago nearly so', () => {
  const { seconds } = played(LONG_S);
  const requests = (fromS: number, toS: number) =>
    seconds.figures({ fromMs: START_MS + fromS * 1000, toMs: START_MS + toS * 1000 }).requests;
  expect(requests(LONG_S - 60, LONG_S)).toBe(60);
  expect(requests(LONG_S - 47, LONG_S - 12)).toBe(35);
  expect(Math.abs(requests(0, LONG_S / 2) / (LONG_S / 2) - 1)).toBeLessThan(1 / 32);
});

it('keeps stretches by the logarithm of their number, none longer than a 32nd of its age', () => {
  const past = new PastSeconds();
  const counts = { buckets: new Uint16Array(), counts: new Uint32Array(), sumMs: 0, maxMs: 0 };
  for (let second = 0; second < LONG_S; second += 1) {
    past.push({ atMs: second * 1000, lengthMs: 1000, requests: 1, errors: 0, declined: 0, counts });
  }
  const { stretches } = past;
  expect(stretches.length).toBeLessThanOrEqual(64 * 8);
  for (const { atMs, lengthMs } of stretches) {
    if (lengthMs > 1000) expect(lengthMs).toBeLessThanOrEqual((LONG_S * 1000 - atMs) / 32);
  }
});

import type { SubjectView, ViewState } from '../view-state.ts';

const NO_TIMES = { count: 0 };

/** What the view shows before anything has happened. */
export const EMPTY_VIEW: ViewState = {
  course: { name: 'load', state: 'starting', elapsedMs: 0, durationMs: 120_000, stage: 1, stages: 1 },
  seconds: [],
  journeys: [{ name: 'all', recent: NO_TIMES, whole: NO_TIMES, errors: 0 }],
  endpoints: [],
  recentMs: 0,
  thresholds: [],
  keys: ['Ctrl-C stop'],
};

function subject(name: string, count: number, slowerMs = 0): SubjectView {
  const times = { p50: 21 + slowerMs, p95: 180 + slowerMs, max: 1250 };
  return {
    name,
    recent: { count: Math.ceil(count / 8), ...times },
    whole: { count, ...times, p99: 420 + slowerMs },
    errors: count > 1000 ? 3 : 0,
  };
}

/** What it shows in the middle of a busy load. */
export const BUSY_VIEW: ViewState = {
  course: { name: 'load', state: 'playing', elapsedMs: 72_000, durationMs: 120_000, stage: 2, stages: 3 },
  counts: {
    wantedPerSecond: 30,
    startedPerSecond: 29.7,
    requestsPerSecond: 84.2,
    inFlight: 4,
    maxInFlight: 600,
    started: 2160,
    completed: 2156,
    dropped: 0,
    interrupted: 0,
    waited: 0,
    errors: 3,
  },
  seconds: [10, 20, 30, 30, 30].map((started, place) => ({
    started,
    ...(place === 0 ? {} : { p95Ms: 100 * place }),
  })),
  journeys: [subject('all', 6100), subject('menu', 1730), subject('purchase', 1296, 200)],
  endpoints: [subject('POST /api/checkout', 1296, 200), subject('GET /api/menu', 1730)],
  recentMs: 10_000,
  thresholds: [
    { expression: 'purchase.response.p95<2s', state: 'good', observed: '380ms', usedRatio: 0.19 },
    { expression: 'all.errors[1m]<1%', state: 'bad', observed: '1.2%', usedRatio: 1.2 },
    { expression: 'history.response.p95<2s', state: 'too-few', observed: 'no samples yet' },
  ],
  generator: {
    busyRatio: 0.124,
    busyPart: 'event loop',
    cpuCores: 0.11,
    startLag: { count: 2160, p95: 0.4, max: 3 },
    late: 0,
    invalid: [],
    isJudged: true,
  },
  keys: ['p pause or resume', '+ - rate or users by 10 %', 'q stop'],
};

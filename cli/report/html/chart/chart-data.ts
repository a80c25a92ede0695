import type { LoadWindow } from '../../../load/summary.ts';
import type { FaultWindow, Phase } from '../../../plan/run-timeline.ts';
import type { RunRecord } from '../../../run/run-record.ts';

/** What both charts of a run draw: the same stretches of time, per load. */
export interface ChartData {
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  /** Length of the stretch one point stands for: a second in short runs. */
  readonly bucketMs: number;
  readonly bucketCount: number;
  /** Loads of users first, probes last. */
  readonly series: readonly Series[];
  readonly phases: readonly Phase[];
  readonly steps: readonly FaultWindow[];
}

export interface Series {
  readonly name: string;
  readonly isProbe: boolean;
  /** CSS class that carries its colour. */
  readonly colour: string;
  /** One entry a bucket; `undefined` while the load did not run. */
  readonly buckets: readonly (Bucket | undefined)[];
}

/** Rates are per second. */
export interface Bucket {
  readonly started: number;
  readonly requests: number;
  readonly errors: number;
  /** Mean of the windows' medians, weighted by requests. */
  readonly p50Ms?: number;
  /** Highest of the windows' 95th percentiles. */
  readonly p95Ms?: number;
}

/** More points than this cannot be told apart on a screen, and make the page heavy. */
const MOST_BUCKETS = 140;
const USER_COLOURS = ['series-1', 'series-2', 'series-3', 'series-4'] as const;

/** Answers the time line of a run in at most 140 stretches of whole seconds. */
export function chartData({ load, timeline }: RunRecord): ChartData {
  const { startedAtMs, endedAtMs, phases, faultSteps } = timeline;
  const lastMs = load.windows.reduce(
    (last, { atMs, lengthMs = 1000 }) => Math.max(last, atMs + lengthMs),
    endedAtMs,
  );
  const seconds = Math.max(1, Math.ceil((lastMs - startedAtMs) / 1000));
  const bucketSeconds = Math.ceil(seconds / MOST_BUCKETS);
  const grid = {
    startedAtMs,
    bucketMs: bucketSeconds * 1000,
    bucketCount: Math.ceil(seconds / bucketSeconds),
  };
  const users = load.loads.filter(({ probe }) => !probe);
  const series = [...users, ...load.loads.filter(({ probe }) => probe)].map(({ name, probe }, index) => ({
    name,
    isProbe: probe,
    colour: probe ? 'series-probe' : (USER_COLOURS[index % USER_COLOURS.length] ?? USER_COLOURS[0]),
    buckets: bucketsOf(load.windows.filter((window) => window.load === name).flatMap(secondsOf), grid),
  }));
  return {
    ...grid,
    endedAtMs: startedAtMs + grid.bucketCount * grid.bucketMs,
    series,
    phases,
    steps: faultSteps,
  };
}

interface Grid {
  readonly startedAtMs: number;
  readonly bucketMs: number;
  readonly bucketCount: number;
}

/** A row may be longer than a second and reach from one bucket into the next: each gets its share. */
function secondsOf({ lengthMs = 1000, ...window }: LoadWindow): readonly LoadWindow[] {
  const count = lengthMs / 1000;
  return Array.from({ length: count }, (_, second) => ({
    ...window,
    atMs: window.atMs + second * 1000,
    started: window.started / count,
    requests: window.requests / count,
    errors: window.errors / count,
    declined: window.declined / count,
  }));
}

function bucketsOf(windows: readonly LoadWindow[], grid: Grid): readonly (Bucket | undefined)[] {
  // A window stands on a whole second of the run's clock and may begin just before the run did.
  const placeOf = ({ atMs }: LoadWindow) =>
    Math.max(0, Math.floor((atMs + 500 - grid.startedAtMs) / grid.bucketMs));
  const byPlace = Map.groupBy(windows, placeOf);
  return Array.from({ length: grid.bucketCount }, (_, place) => {
    const inside = byPlace.get(place);
    return inside === undefined ? undefined : bucketOf(inside, grid.bucketMs / 1000);
  });
}

function bucketOf(windows: readonly LoadWindow[], seconds: number): Bucket {
  const perSecond = (field: 'started' | 'requests' | 'errors') =>
    windows.reduce((sum, window) => sum + window[field], 0) / seconds;
  const answered = windows.filter(({ p50Ms, requests }) => p50Ms !== undefined && requests > 0);
  const weight = answered.reduce((sum, { requests }) => sum + requests, 0);
  const weighted = answered.reduce((sum, { p50Ms = 0, requests }) => sum + p50Ms * requests, 0);
  const p95sMs = answered.flatMap(({ p95Ms }) => (p95Ms === undefined ? [] : [p95Ms]));
  return {
    started: perSecond('started'),
    requests: perSecond('requests'),
    errors: perSecond('errors'),
    ...(weight === 0 ? {} : { p50Ms: weighted / weight }),
    ...(p95sMs.length === 0 ? {} : { p95Ms: Math.max(...p95sMs) }),
  };
}

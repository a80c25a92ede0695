import path from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../../core/package-root.ts';
import { storedQueries } from '../../telemetry/test-otlp/stored-queries.ts';
import { everyTwoSeconds, otlpSeries, type RecordedSeries } from '../test-recording/recorded-metrics.ts';
import { recordedSeries } from './recorded-series.ts';
import { replayAlert } from './replay-alert.ts';
import { readAlertRules } from './rule-file.ts';

const MINUTE_MS = 60_000;
/** The steps of scenarios/blackfriday.yaml at the speed of a clock: how many checkouts fail, and how long all take. */
const STEPS = [
  { fromMinute: 0, failureRatio: 0, seconds: 0.4 },
  { fromMinute: 1, failureRatio: 0.02, seconds: 0.5 },
  { fromMinute: 5, failureRatio: 0.1, seconds: 0.9 },
  { fromMinute: 10, failureRatio: 0.25, seconds: 1.6 },
  { fromMinute: 15, failureRatio: 0.5, seconds: 2.4 },
  { fromMinute: 20, failureRatio: 0.78, seconds: 3.2 },
] as const;
/** Of http.server.request.duration, those around 2 s. */
const BOUNDS = [0.5, 1, 2, 2.5, 5];
/** In every two seconds, so that shares come out whole. */
const CHECKOUTS = 100;

const stored = storedQueries();

function stepAt(atMs: number) {
  return STEPS.findLast(({ fromMinute }) => atMs >= fromMinute * MINUTE_MS) ?? STEPS[0];
}

/** Half an hour of checkouts at the frontend, and of slow queries beside them. */
function blackFriday(isSlow: (atMs: number) => boolean): readonly RecordedSeries[] {
  const instants = everyTwoSeconds(0, 30 * MINUTE_MS);
  const checkouts = (status: number, shareOf: (failureRatio: number) => number): RecordedSeries => {
    const counts = [...BOUNDS, Infinity].map(() => 0);
    return {
      ...{
        service: 'frontend',
        name: 'http.server.request.duration',
        unit: 's',
        kind: 'histogram',
        bounds: BOUNDS,
      },
      attributes: {
        'http.route': '/api/checkout',
        'http.request.method': 'POST',
        'http.response.status_code': status,
      },
      points: instants.map((atMs) => {
        const { failureRatio, seconds } = stepAt(atMs);
        const place = BOUNDS.findIndex((bound) => seconds <= bound);
        counts[place] = (counts[place] ?? 0) + CHECKOUTS * shareOf(failureRatio);
        return [atMs, [...counts]] as const;
      }),
    };
  };
  let queries = 0;
  const slow: RecordedSeries = {
    ...{ service: 'recommendation', name: 'db_slow_queries_total', kind: 'counter' },
    points: instants.map((atMs) => {
      if (isSlow(atMs)) queries += 1;
      return [atMs, queries] as const;
    }),
  };
  return [checkouts(200, (ratio) => 1 - ratio), checkouts(503, (ratio) => ratio), slow];
}

async function firingMinuteOf(series: readonly RecordedSeries[]): Promise<number | undefined> {
  const rules = readAlertRules(path.join(packageRoot(), 'manifests/alerts.yaml'));
  const rule = rules.find(({ name }) => name === 'CheckoutBreaksDown');
  if (rule === undefined) throw new Error('no such alert');
  const recorded = await recordedSeries(stored([], [], otlpSeries(series)), [rule], undefined);
  const [first] = replayAlert(rule, recorded.series, recorded.window).episodes;
  return first?.firingAtMs === undefined ? undefined : first.firingAtMs / MINUTE_MS;
}

test('the alert of Black Friday fires at its minute 22 to 23', async () => {
  const minute = await firingMinuteOf(blackFriday((atMs) => atMs >= MINUTE_MS));
  expect(minute).toBeGreaterThanOrEqual(22);
  expect(minute).toBeLessThan(24);
});

test('without slow queries it does not, though checkouts fail and wait', async () => {
  expect(await firingMinuteOf(blackFriday(() => false))).toBeUndefined();
});

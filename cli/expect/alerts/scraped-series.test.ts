import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { operation } from '../../../target-shop/kit/http/operation.ts';
import { route } from '../../../target-shop/kit/http/route.ts';
import { HttpProblem } from '../../../target-shop/kit/http-problem.ts';
import { startTestService, type TestService } from '../../../target-shop/kit/testing/test-service.ts';
import type { Queries } from '../../telemetry/queries.ts';
import { type Receiver, startReceiver } from '../../telemetry/receiver/receiver.ts';
import { openTelemetryFile } from '../../telemetry/sources/embedded/open-telemetry-file.ts';
import { storedQueries } from '../../telemetry/test-otlp/stored-queries.ts';
import { temporaryFiles } from '../../telemetry/test-otlp/temporary-folder.ts';
import { NAME, type Sample, type Series, without } from '../promql/series.ts';
import { parseExposition } from '../test-recording/parse-exposition.ts';
import { everyTwoSeconds, otlpSeries, type RecordedSeries } from '../test-recording/recorded-metrics.ts';
import { scrapedSeries } from './scraped-series.ts';

async function metricsIn(queries: Queries) {
  return { series: await queries.metricSeries(() => true), senders: await queries.metricSenders() };
}

describe('the series of a record are those of /metrics', () => {
  const PETS = operation({
    method: 'GET',
    path: '/petstore-domain/pets/:id',
    summary: 'Answers a pet.',
    answers: { 204: 'no body', 500: ['NO_PET'] },
  });
  const newFile = temporaryFiles();
  let receiver: Receiver;
  let service: TestService;
  let scraped: readonly Series[];
  let recorded: readonly Series[];
  beforeAll(async () => {
    const file = newFile();
    receiver = await startReceiver({ host: '127.0.0.1', port: 0, file });
    const pets = route(PETS, ({ params }, response) => {
      if (params.id === 'none') throw new HttpProblem(500, 'NO_PET', 'there is no pet');
      response.status(204).end();
    });
    service = await startTestService(
      { name: 'frontend', routes: () => [pets] },
      { SHOP_PEERS: '{"gateway":"http://127.0.0.1:9"}', SHOP_VERSION: '2.1.0', SHOP_OTLP_URL: receiver.url },
    );
    for (const id of ['cat', 'dog', 'none']) {
      await (await fetch(`${service.url}/petstore-domain/pets/${id}`)).text();
    }
    const text = await (await fetch(`${service.url}/metrics`)).text();
    scraped = parseExposition(text, 0).filter(isOfService);
    await service.control('POST', '/admin/flush');
    const queries = openTelemetryFile(file);
    await vi.waitFor(async () => expect((await metricsIn(queries)).series.length).toBeGreaterThan(10));
    recorded = scrapedSeries({ ...(await metricsIn(queries)), untilMs: Date.now() }).filter(isOfService);
    queries.close();
  });
  afterAll(async () => {
    await service.close();
    await receiver.close();
  });

  /** The SDK also counts what it sends, which goes on between the two looks. */
  const isOfService = ({ labels }: Series) => !/^(target_info$|otel_sdk_)/.test(labels[NAME] ?? '');

  /** Canonical series have no label `service` of their own: scraping puts it there. */
  const textOf = ({ labels }: Series) => {
    const own = Object.entries(without(labels, ['job', 'instance', 'service'])).sort();
    return own.map(([name, value]) => `${name}=${value}`).join(' ');
  };

  it('by name and labels', () => {
    const names = recorded.filter(({ labels }) => labels[NAME] !== 'up').map(textOf);
    expect(names.sort()).toEqual(scraped.map(textOf).sort());
    expect(names.length).toBeGreaterThan(100);
  });

  it('by value', () => {
    const requests = (series: readonly Series[]) =>
      series
        .filter(({ labels }) =>
          /^(http|petstore|release)_.*(total|bucket|count|sum)$/.test(labels[NAME] ?? ''),
        )
        .map((one) => `${textOf(one)} ${one.samples.at(-1)?.value}`)
        .sort();
    expect(requests(recorded)).toEqual(requests(scraped));
    expect(requests(recorded)).toContainEqual(
      '__name__=petstore_requests_errors_total method=GET route=/petstore-domain/pets/:id status=500 1',
    );
  });

  it('with the labels of their target', () => {
    const target = { job: 'shop', service: 'frontend', instance: expect.stringMatching(/^frontend/) };
    expect(recorded.every(({ labels }) => labels['service'] === 'frontend')).toBe(true);
    expect(recorded.map(({ labels }) => labels)).toContainEqual({ ...target, [NAME]: 'up' });
  });
});

describe('what a record does not say', () => {
  const stored = storedQueries();
  /** The samples of one series, as `second value`, from a record of a minute. */
  async function samplesOf(name: string, recorded: readonly RecordedSeries[]): Promise<readonly string[]> {
    const queries = stored([], [], otlpSeries(recorded));
    const series = scrapedSeries({ ...(await metricsIn(queries)), untilMs: 60_000 });
    const found = series.filter(({ labels }) => labels[NAME] === name);
    expect(found).toHaveLength(1);
    const alone = scrapedSeries({ ...(await metricsIn(queries)), untilMs: 60_000 }, (one) => one === name);
    expect(alone.filter(({ labels }) => labels[NAME] === name)).toEqual(found);
    return (found[0]?.samples ?? []).map(({ atMs, value }: Sample) => `${atMs / 1000} ${value ?? 'stale'}`);
  }
  const gauge = { service: 'cart', kind: 'gauge' } as const;
  const upTo = (toMs: number, fromMs = 0) => everyTwoSeconds(fromMs, toMs).map((atMs) => [atMs, 1] as const);

  it('is that a process is up while it sends, and down once two sendings are missing', async () => {
    const points = [...upTo(10_000), ...upTo(60_000, 20_000)];
    const up = await samplesOf('up', [{ ...gauge, name: 'a', points }]);
    expect(up.slice(4, 10)).toEqual(['8 1', '10 1', '15 0', '17 0', '19 0', '20 1']);
  });

  it('is that it is down at the end of the record', async () => {
    const up = await samplesOf('up', [{ ...gauge, name: 'a', points: upTo(50_000) }]);
    expect(up.slice(-4)).toEqual(['50 1', '55 0', '57 0', '59 0']);
  });

  it('is that a series is stale while its process is away', async () => {
    const points = [...upTo(4000), ...upTo(60_000, 10_000)];
    expect((await samplesOf('a', [{ ...gauge, name: 'a', points }])).slice(0, 5)).toEqual([
      '0 1',
      '2 1',
      '4 1',
      '9 stale',
      '10 1',
    ]);
  });

  it('is that a series which is left out is stale, though its process is there', async () => {
    const all = { ...gauge, name: 'b', points: upTo(60_000) };
    const some = { ...gauge, name: 'a', points: upTo(4000) };
    expect((await samplesOf('a', [all, some])).slice(0, 4)).toEqual(['0 1', '2 1', '4 1', '6 stale']);
  });

  it('is that the process which takes over an instance goes on with its series', async () => {
    const before = {
      ...gauge,
      name: 'a',
      points: everyTwoSeconds(0, 8000).map((atMs) => [atMs, 7] as const),
    };
    const after = {
      ...before,
      pid: 2,
      points: everyTwoSeconds(5000, 9000).map((atMs) => [atMs, 1] as const),
    };
    const samples = await samplesOf('a', [before, after]);
    expect(samples.slice(0, 6)).toEqual(['0 7', '2 7', '4 7', '5 1', '7 1', '9 1']);
  });
});

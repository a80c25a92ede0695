import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readAlertRules } from '../../cli/expect/alerts/rule-file.ts';
import { evaluate, vectorOf } from '../../cli/expect/promql/evaluate.ts';
import { groupingLabelsOf, selectorsOf } from '../../cli/expect/promql/expression.ts';
import { parseExpression } from '../../cli/expect/promql/parse-expression.ts';
import { labelKey, NAME, type Series, seriesByName } from '../../cli/expect/promql/series.ts';
import { parseExposition } from '../../cli/expect/test-recording/parse-exposition.ts';
import { startTestStores } from '../../cli/platform/local/stores/test-stores.ts';
import { SERVICES, type ServiceName } from '../service-table.ts';
import { aDaysWork } from './testing/a-days-work.ts';
import { startTestShop, type TestShop } from './testing/start-shop.ts';

let shop: TestShop;
beforeAll(async () => {
  shop = await startTestShop(await startTestStores(), { size: 'full' });
  await aDaysWork(shop);
});
afterAll(() => shop.stop());

const textOf = async (service: ServiceName): Promise<string> =>
  (await shop.ask('/metrics', { service })).body;

/** What a Prometheus with the configuration of manifests/ would hold after scraping everything now. */
async function scrapedNow(): Promise<readonly Series[]> {
  const atMs = Date.now();
  const target = (service: string) => ({ job: 'shop', instance: `${service}:80`, service });
  const all = SERVICES.map(async ({ name }) => [
    { labels: { [NAME]: 'up', ...target(name) }, samples: [{ atMs, value: 1 }] },
    ...parseExposition(await textOf(name), atMs).map(({ labels, samples }) => ({
      labels: { ...target(name), ...labels },
      samples,
    })),
  ]);
  return (await Promise.all(all)).flat();
}
describe('alerts', () => {
  const MANIFESTS = path.resolve(import.meta.dirname, '../../manifests');
  const rules = readAlertRules(path.join(MANIFESTS, 'alerts.yaml'));
  let series: readonly Series[];
  beforeAll(async () => {
    series = await scrapedNow();
  });
  const named = (metric: string) => series.filter(({ labels }) => labels[NAME] === metric);

  test.each(rules)('$name looks at series that the shop shows', ({ expression }) => {
    for (const { metric, matchers } of selectorsOf(expression)) {
      expect(named(metric), metric).not.toEqual([]);
      const labels = new Set(named(metric).flatMap((one) => Object.keys(one.labels)));
      expect(
        matchers.filter(({ label }) => !labels.has(label)).map(({ label }) => `${metric} ${label}`),
      ).toEqual([]);
    }
  });

  test.each(rules)('$name groups by labels that its series have', ({ expression }) => {
    const shown = selectorsOf(expression).flatMap(({ metric }) => named(metric));
    const labels = new Set(shown.flatMap((one) => Object.keys(one.labels)));
    expect(groupingLabelsOf(expression).filter((label) => !labels.has(label))).toEqual([]);
  });

  test.each(rules)('$name says how grave it is and what to do', ({ labels, annotations }) => {
    expect(['critical', 'warning', 'info']).toContain(labels['severity']);
    const { summary = '', description = '', runbook = '' } = annotations;
    expect([summary.length > 10, description.length > 10]).toEqual([true, true]);
    const [file = '', anchor = ''] = runbook.split('#');
    const headings = readFileSync(path.join(MANIFESTS, '..', file), 'utf8').match(/^## .*$/gm) ?? [];
    expect(headings.map((one) => one.slice(3).toLowerCase().replaceAll(' ', '-'))).toContain(anchor);
  });

  test('the targets of manifests/prometheus.yaml are the services, where deploy puts them', () => {
    const { scrape_configs } = parse(readFileSync(path.join(MANIFESTS, 'prometheus.yaml'), 'utf8'));
    expect(scrape_configs[0].job_name).toBe('shop');
    const expected = SERVICES.map(({ name, portOffset }) => ({
      targets: [`127.0.0.1:${3000 + portOffset}`],
      labels: { service: name },
    }));
    expect(scrape_configs[0].static_configs).toEqual(
      expected.sort((one, other) => String(one.targets).localeCompare(String(other.targets))),
    );
  });
});

describe('the queries of docs/alerts.md', () => {
  const document = readFileSync(path.resolve(import.meta.dirname, '../../docs/alerts.md'), 'utf8');
  const blocks = [...document.matchAll(/^```promql\n(.*?)^```$/gms)].map(([, query = '']) => query);

  test('are five', () => expect(blocks).toHaveLength(5));

  test.each(blocks)('%s', async (query) => {
    const before = await scrapedNow();
    await shop.ask('/petstore-domain/pets', { service: 'gateway' });
    await shop.ask('/petstore-domain/nothing', { service: 'gateway' });
    const after = await scrapedNow();
    const byKey = Map.groupBy([...before, ...after], ({ labels }) => labelKey(labels));
    const series = [...byKey.values()].map((parts) => ({
      labels: parts[0]?.labels ?? {},
      samples: parts.flatMap(({ samples }) => samples),
    }));
    const nowMs = Math.max(...series.flatMap(({ samples }) => samples.map(({ atMs }) => atMs)));
    const found = vectorOf(evaluate(parseExpression(query), seriesByName(series), nowMs));
    // A service that nobody asked in between has no share and no percentile.
    const numbers = found.map(({ value }) => value).filter((value) => !Number.isNaN(value));
    expect(numbers).not.toEqual([]);
    expect(numbers.filter((value) => value < 0)).toEqual([]);
  });
});

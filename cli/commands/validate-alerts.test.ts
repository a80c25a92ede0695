import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SERVICES } from '../../target-shop/service-table.ts';
import {
  everyTwoSeconds,
  otlpSeries,
  type RecordedSeries,
} from '../expect/test-recording/recorded-metrics.ts';
import type { ExpectationResult } from '../expect/verdict.ts';
import type { RunTimeline } from '../plan/run-timeline.ts';
import { exampleRecord } from '../report/example-record.ts';
import { runFolder } from '../run/run-folder.ts';
import { decodeMetrics } from '../telemetry/receiver/decode-otlp-metrics.ts';
import { createTelemetryStore } from '../telemetry/store/telemetry-store.ts';
import { runShopctl } from '../test/shopctl-process.ts';

const START_MS = Date.UTC(2026, 10, 27, 9);
const at = (seconds: number) => START_MS + seconds * 1000;
/** Payment is away from the 30th to the 120th second; the record ends after four minutes. */
const END = 240;
const PAYMENT_AWAY = { fromMs: at(30), toMs: at(120) };

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'validate-alerts-'));
  leaveRun('20261127-090000-fault', { ...PAYMENT_AWAY, fault: true });
  leaveRun('20261127-090000-usual', { ...PAYMENT_AWAY, fault: false });
  leaveRun('20261127-090000-quiet', { fault: false });
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Story {
  /** When payment does not send anything. */
  readonly fromMs?: number;
  readonly toMs?: number;
  readonly fault: boolean;
}

function leaveRun(id: string, story: Story): void {
  const { directory, recordFile, telemetryFile } = runFolder(folder, id);
  mkdirSync(directory, { recursive: true });
  const { verdict: _unjudged, ...record } = exampleRecord;
  writeFileSync(recordFile, JSON.stringify({ ...record, id, timeline: timelineOf(story) }));
  const store = createTelemetryStore(telemetryFile);
  store.insertMetrics(decodeMetrics(otlpSeries(metricsOf(story))));
  store.close();
}

function timelineOf({ fault }: Story): RunTimeline {
  const phases = [
    { name: 'steady', fromMs: at(0), toMs: at(30) },
    { name: 'fault', fromMs: at(30), toMs: at(120) },
    { name: 'recovery', fromMs: at(120), toMs: at(END) },
  ] as const;
  const load = [{ name: 'load', fromMs: at(0), toMs: at(END) }] as const;
  return { startedAtMs: at(0), endedAtMs: at(END), phases: fault ? phases : load, faultSteps: [] };
}

function metricsOf({ fromMs = Infinity, toMs = -Infinity }: Story): readonly RecordedSeries[] {
  return SERVICES.map(({ name: service }) => ({
    ...{ service, name: 'process.memory.usage', unit: 'By', kind: 'gauge' },
    points: everyTwoSeconds(at(0), at(END))
      .filter((atMs) => service !== 'payment' || atMs < fromMs || atMs >= toMs)
      .map((atMs) => [atMs, 1e8] as const),
  }));
}

async function judged(run: string, ...argv: readonly string[]) {
  const { code, stdout, stderr } = await runShopctl(
    folder,
    'validate',
    '--run',
    `20261127-090000-${run}`,
    ...argv,
  );
  return { code, stdout, stderr };
}

describe('shopctl validate --alerts', () => {
  it('says when an alert was pending, firing and over, by the clock of the record', async () => {
    const { code, stdout } = await judged('fault', '--alerts', '--json');
    expect(code).toBe(0);
    const { results }: { results: readonly ExpectationResult[] } = JSON.parse(stdout);
    const payment = results.find(({ id }) => id === 'PaymentDown');
    // The last sending is that of the 28th second; at the 33rd two are missing. The alert is looked at every 2 s.
    expect(payment).toMatchObject({
      outcome: 'pass',
      observed: 'pending at 34s, firing at 1m34s, resolved at 2m',
      sampleSize: 121,
      episodes: [{ pendingAtMs: at(34), firingAtMs: at(94), endedAtMs: at(120) }],
    });
    const fired = results.filter(({ episodes }) => episodes?.some((one) => one.firingAtMs !== undefined));
    expect(fired.map(({ id }) => id)).toEqual(['PaymentDown', 'ServiceDown']);
  });

  it('ends with 10 where an alert fires and nothing was broken, and says what to do', async () => {
    const { code, stdout } = await judged('usual', '--alerts', '--junit', 'alerts.xml');
    expect(code).toBe(10);
    expect(stdout).toMatch(/✖ fail +ServiceDown {2}No payment answers/);
    expect(stdout).toContain('service=payment pending at 34s, firing at 44s, resolved at 2m');
    expect(stdout).toContain('docs/runbooks.md#it-does-not-answer');
    expect(readFileSync(path.join(folder, 'alerts.xml'), 'utf8')).toContain('PaymentDown');
  });

  it('ends with 0 where none fires', async () => {
    const { code, stdout } = await judged('quiet', '--alerts');
    expect(code).toBe(0);
    expect(stdout).toContain('never firing');
  });

  it('looks at another rule file, and refuses what it cannot evaluate at its line: 2', async () => {
    writeFileSync(
      path.join(folder, 'own.yaml'),
      'groups:\n  - name: g\n    rules:\n      - { alert: Own, expr: count(up) > 12 }\n',
    );
    const own = await judged('quiet', '--alerts', '--rules', 'own.yaml');
    expect(own).toMatchObject({ code: 10, stdout: expect.stringContaining('own.yaml:4') });
    writeFileSync(
      path.join(folder, 'own.yaml'),
      'groups:\n  - name: g\n    rules:\n      - { alert: Own, expr: stddev(up) > 12 }\n',
    );
    const refused = await judged('quiet', '--alerts', '--rules', 'own.yaml');
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('own.yaml:4:29') });
  });
});

describe('expectations of alerts', () => {
  async function outcomesOf(run: string, expectations: readonly string[]) {
    const head = [
      'apiVersion: shopctl/v1',
      'kind: Expectations',
      'name: a',
      'title: Alerts',
      'expectations:',
    ];
    const written = expectations.map(
      (alert, place) => `  - { id: a-${place}, title: It alerts, alert: ${alert} }`,
    );
    writeFileSync(path.join(folder, 'alerts.yaml'), [...head, ...written].join('\n'));
    const { code, stdout, stderr } = await judged(run, 'alerts.yaml', '--json');
    const { results = [] }: { results?: readonly ExpectationResult[] } = JSON.parse(stdout);
    return { code, stderr, outcomes: results.map(({ outcome }) => outcome), results };
  }

  it('hold where the alert tells of the fault in time and is over afterwards', async () => {
    const { code, results } = await outcomesOf('fault', [
      '{ name: PaymentDown, pendingWithin: 15s, firesWithin: 75s, resolvesWithin: 10s }',
      '{ name: ServiceDown, labels: { service: payment }, firesWithin: 20s }',
      '{ name: OrdersDown, silent: true }',
    ]);
    expect(results.map(({ outcome, observed }) => [outcome, observed])).toEqual([
      ['pass', 'pending after 4s, firing after 1m4s, over before the undo'],
      ['pass', 'pending after 4s, firing after 14s, over before the undo'],
      ['pass', 'it never fired'],
    ]);
    expect(code).toBe(0);
  });

  it('fail where it does not', async () => {
    const { code, outcomes } = await outcomesOf('fault', [
      '{ name: PaymentDown, firesWithin: 60s }',
      '{ name: ServiceDown, labels: { service: orders }, firesWithin: 20s }',
      '{ name: PaymentDown, silent: true }',
    ]);
    expect({ code, outcomes }).toEqual({ code: 10, outcomes: ['fail', 'fail', 'fail'] });
  });

  it('are inconclusive where there was no fault, or no time to fire', async () => {
    const { code, outcomes } = await outcomesOf('quiet', [
      '{ name: PaymentDown, firesWithin: 60s }',
      '{ name: SaturatedProcess, silent: true }',
    ]);
    expect({ code, outcomes }).toEqual({ code: 13, outcomes: ['inconclusive', 'inconclusive'] });
  });

  it.each([
    ['{ name: PaymentDwn, silent: true }', 'Did you mean "PaymentDown"?'],
    ['{ name: PaymentDown }', 'say silent: true, or some of'],
    ['{ name: PaymentDown, silent: true, firesWithin: 5s }', 'say silent: true, or some of'],
    ['{ name: PaymentDown, silent: true, rules: nowhere.yaml }', 'cannot read nowhere.yaml'],
  ])('are refused at their line: %s', async (alert, says) => {
    const head = 'apiVersion: shopctl/v1\nkind: Expectations\nname: a\ntitle: Alerts\nexpectations:\n';
    writeFileSync(path.join(folder, 'wrong.yaml'), `${head}  - { id: a, title: A, alert: ${alert} }\n`);
    const { code, stderr } = await judged('quiet', 'wrong.yaml');
    expect(code).toBe(2);
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain(says);
    expect(stderr).toMatch(/wrong\.yaml:6:\d+/);
  });
});

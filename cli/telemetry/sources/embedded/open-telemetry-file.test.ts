import { writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { EnvironmentError, UsageError } from '../../../core/errors.ts';
import { createTelemetryStore } from '../../store/telemetry-store.ts';
import { checkoutTrace, EPOCH_MS, traceIdOf } from '../../test-otlp/otlp-requests.ts';
import { storedQueries } from '../../test-otlp/stored-queries.ts';
import { temporaryFiles } from '../../test-otlp/temporary-folder.ts';
import { openTelemetryFile } from './open-telemetry-file.ts';

const newFile = temporaryFiles();
const queriesOf = storedQueries();

describe('opening a telemetry file', () => {
  it('says which file is missing', () => {
    expect(() => openTelemetryFile('/nowhere/run.db')).toThrow(EnvironmentError);
    expect(() => openTelemetryFile('/nowhere/run.db')).toThrow('/nowhere/run.db');
  });

  it('refuses what is not telemetry of ours', () => {
    const text = newFile();
    writeFileSync(
      text,
      'not a database at all, but long enough to have a header of a hundred bytes'.repeat(4),
    );
    const foreign = newFile();
    const database = new DatabaseSync(foreign);
    database.exec('CREATE TABLE spans (id); PRAGMA user_version = 1');
    database.close();
    expect(() => openTelemetryFile(text)).toThrow(UsageError);
    expect(() => openTelemetryFile(foreign)).toThrow(UsageError);
  });

  it('refuses telemetry of another version and names both', () => {
    const file = newFile();
    createTelemetryStore(file).close();
    const database = new DatabaseSync(file);
    database.exec('PRAGMA user_version = 99');
    database.close();
    expect(() => openTelemetryFile(file)).toThrow(/version 99.*version 1/);
  });
});

describe('services and edges', () => {
  it('sees who sent spans, most first', async () => {
    const services = await queriesOf([...checkoutTrace(1), ...checkoutTrace(2)]).services();
    expect(services.map(({ service, spans }) => `${service} ${spans}`)).toEqual([
      'frontend 4',
      'gateway 4',
      'orders 4',
      'pricing 4',
      'load-generator 2',
    ]);
    expect(services[0]?.traceIds).toEqual([traceIdOf(1), traceIdOf(2)]);
  });

  it('sees who called whom, stores by their system', async () => {
    const edges = await queriesOf([...checkoutTrace(1), ...checkoutTrace(2)]).edges();
    expect(edges.map(({ from, to, calls }) => `${from} > ${to} ${calls}`).toSorted()).toEqual([
      'frontend > gateway 2',
      'gateway > orders 2',
      'load-generator > frontend 2',
      'orders > pricing 2',
      'pricing > redis 2',
    ]);
  });

  it('names an outside peer that sends no telemetry, but no service whose span is missing', async () => {
    const edges = await queriesOf([
      { service: 'payment', id: 1, kind: 'CLIENT', attributes: { 'peer.service': 'bank' } },
      // The context was lost on the way: gateway is there, but not below this call.
      { service: 'frontend', id: 2, trace: 2, kind: 'CLIENT', attributes: { 'peer.service': 'gateway' } },
      { service: 'gateway', id: 3, trace: 3, kind: 'SERVER' },
    ]).edges();
    expect(edges).toEqual([{ from: 'payment', to: 'bank', calls: 1, traceIds: [traceIdOf(1)] }]);
  });

  it('counts what started in the window: from it on, up to but not at its end', async () => {
    const queries = queriesOf([...checkoutTrace(1, EPOCH_MS), ...checkoutTrace(2, EPOCH_MS + 1000)]);
    const window = { fromMs: EPOCH_MS, toMs: EPOCH_MS + 1000 };
    expect((await queries.services(window)).map(({ spans }) => spans)).toEqual([2, 2, 2, 2, 1]);
    expect((await queries.edges(window)).map(({ calls }) => calls)).toEqual([1, 1, 1, 1, 1]);
    expect((await queries.spans({ window })).count).toBe(9);
  });
});

describe('sums over spans', () => {
  it('answers durations in order, errors, and the slowest traces first', async () => {
    const group = await queriesOf([
      { service: 'cart', id: 1, trace: 1, kind: 'SERVER', durationMs: 30 },
      { service: 'cart', id: 2, trace: 2, kind: 'SERVER', durationMs: 10.25, isError: true },
      { service: 'cart', id: 3, trace: 3, kind: 'SERVER', durationMs: 20, isError: true },
    ]).spans({ service: 'cart' });
    expect(group).toEqual({
      count: 3,
      errors: 2,
      durationsMs: Float64Array.of(10.25, 20, 30),
      errorTraceIds: [traceIdOf(3), traceIdOf(2)],
      slowestTraceIds: [traceIdOf(1), traceIdOf(3), traceIdOf(2)],
    });
  });

  it.each([
    [{ service: 'orders' }, 2],
    [{ service: ['orders', 'gateway'] }, 4],
    [{ service: 'nobody' }, 0],
    [{ kind: 'SERVER' }, 4],
    [{ entry: true }, 5],
    [{ entry: false }, 9],
    [{ trafficType: 'demo' }, 4],
    [{ name: 'POST /api/checkout', service: 'pricing' }, 1],
    [{ dbSystem: 'redis' }, 1],
    [{ attributes: { 'db.query.text': 'GET stock:7' } }, 1],
    [{ attributes: { 'service.name': 'gateway' } }, 2],
    [{ attributes: { 'db.query.text': 'GET stock:7', 'traffic.type': 'demo' } }, 0],
  ] as const)('picks by %o', async (select, count) => {
    expect((await queriesOf(checkoutTrace(1)).spans(select)).count).toBe(count);
  });

  it('compares attributes as text, whatever their type', async () => {
    const attributes = { 'http.response.status_code': 503, retried: true, 'a.ratio': 0.5 };
    const queries = queriesOf([{ service: 'cart', id: 1, kind: 'SERVER', attributes }]);
    for (const [key, value] of Object.entries({
      'http.response.status_code': '503',
      retried: 'true',
      'a.ratio': '0.5',
    })) {
      expect((await queries.spans({ attributes: { [key]: value } })).count).toBe(1);
      expect((await queries.spans({ attributes: { [key]: `${value}0` } })).count).toBe(0);
    }
  });

  it('decides by the parent where the sender set no flags', async () => {
    const queries = queriesOf([
      { service: 'frontend', id: 1, kind: 'CLIENT' },
      { service: 'gateway', id: 2, parent: 1, kind: 'SERVER' },
      { service: 'gateway', id: 3, parent: 2, kind: 'SERVER', name: 'inner' },
      { service: 'gateway', id: 4, parent: 99, kind: 'CONSUMER', name: 'parent is elsewhere' },
    ]);
    expect((await queries.spans({ entry: true, name: 'inner' })).count).toBe(0);
    expect((await queries.spans({ entry: true, service: 'gateway' })).count).toBe(2);
    expect((await queries.spans({ entry: true, service: 'frontend' })).count).toBe(1);
  });
});

describe('stores', () => {
  it('shows first the traces without a statement', async () => {
    const mute = checkoutTrace(2).map((span) =>
      span.attributes?.['db.system.name'] === undefined
        ? span
        : { ...span, attributes: { 'db.system.name': 'redis' } },
    );
    const statements = await queriesOf([...checkoutTrace(1), ...mute]).statements();
    expect(statements).toEqual([
      { dbSystem: 'redis', spans: 2, withStatement: 1, traceIds: [traceIdOf(2), traceIdOf(1)] },
    ]);
  });
});

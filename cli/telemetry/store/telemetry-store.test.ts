import { existsSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { EnvironmentError, UsageError } from '../../core/errors.ts';
import { decodeLogs, decodeTraces } from '../receiver/decode-otlp.ts';
import { openTelemetryFile } from '../sources/embedded/open-telemetry-file.ts';
import { checkoutTrace, EPOCH_MS, logRequest, traceRequest } from '../test-otlp/otlp-requests.ts';
import { temporaryFiles } from '../test-otlp/temporary-folder.ts';
import type { MetricPoint } from './telemetry-records.ts';
import { createTelemetryStore } from './telemetry-store.ts';

const newFile = temporaryFiles();

function checkout(trace: number) {
  return decodeTraces(traceRequest(checkoutTrace(trace)));
}

async function servicesIn(file: string): Promise<readonly string[]> {
  const queries = openTelemetryFile(file);
  const services = await queries.services();
  queries.close();
  return services.map(({ service, spans }) => `${service} ${spans}`);
}

const ONE_CHECKOUT = ['frontend 2', 'gateway 2', 'orders 2', 'pricing 2', 'load-generator 1'];

describe('a telemetry store', () => {
  it('forgets a batch that fails, and numbers things anew afterwards', async () => {
    const file = newFile();
    const store = createTelemetryStore(file);
    const failing = () =>
      store.batch(() => {
        store.insertTraces(checkout(1));
        throw new Error('no more room');
      });
    expect(failing).toThrow('no more room');
    expect(await servicesIn(file)).toEqual([]);
    store.insertTraces(checkout(1));
    store.close();
    expect((await servicesIn(file)).toSorted()).toEqual(ONE_CHECKOUT.toSorted());
  });

  it('goes on with a file it wrote before', async () => {
    const file = newFile();
    for (const trace of [1, 2, 2]) {
      const store = createTelemetryStore(file);
      store.insertTraces(checkout(trace));
      store.close();
    }
    expect((await servicesIn(file)).toSorted()).toEqual(
      ['frontend 4', 'gateway 4', 'load-generator 2', 'orders 4', 'pricing 4'].toSorted(),
    );
  });

  it('writes while a reader is in the middle of a question', () => {
    const file = newFile();
    const store = createTelemetryStore(file);
    store.insertTraces(checkout(1));
    const reader = new DatabaseSync(file, { readOnly: true });
    reader.exec('BEGIN');
    const count = () => reader.prepare('SELECT count(*) AS spans FROM spans').get()?.['spans'];
    expect(count()).toBe(9);
    store.insertTraces(checkout(2));
    expect(count()).toBe(9);
    reader.exec('COMMIT');
    expect(count()).toBe(18);
    reader.close();
    store.close();
  });

  it('leaves a file that can be read where nothing may be written', () => {
    const file = newFile();
    createTelemetryStore(file).close();
    const database = new DatabaseSync(file, { readOnly: true });
    // In write-ahead mode even a reader needs to create companions beside the file.
    expect({ ...database.prepare('PRAGMA journal_mode').get() }).toEqual({ journal_mode: 'delete' });
    database.close();
  });

  it('is closed twice without harm and leaves one file', () => {
    const file = newFile();
    const store = createTelemetryStore(file);
    store.insertLogs(decodeLogs(logRequest('cart', [{ body: 'x' }])));
    store.close();
    store.close();
    expect([existsSync(file), existsSync(`${file}-wal`)]).toEqual([true, false]);
  });

  it('is complete in its one file even when a reader still has it open', async () => {
    const file = newFile();
    const store = createTelemetryStore(file);
    store.insertTraces(checkout(1));
    const reader = openTelemetryFile(file);
    expect((await reader.spans({})).count).toBe(9);
    store.close();
    expect((await reader.spans({})).count).toBe(9);
    reader.close();
    expect((await servicesIn(file)).toSorted()).toEqual(ONE_CHECKOUT.toSorted());
  });

  it('refuses files of others and folders that are not there', () => {
    const text = newFile();
    writeFileSync(text, 'somebody’s notes, which must not be overwritten. '.repeat(20));
    const foreign = newFile();
    const database = new DatabaseSync(foreign);
    database.exec('CREATE TABLE notes (text)');
    database.close();
    expect(() => createTelemetryStore(text)).toThrow(UsageError);
    expect(() => createTelemetryStore(foreign)).toThrow(UsageError);
    expect(() => createTelemetryStore('/nowhere/at/all.db')).toThrow(EnvironmentError);
  });
});

describe('stored metrics', () => {
  const point: MetricPoint = {
    resource: { service: 'cart', attributes: { 'service.name': 'cart' } },
    name: 'http.server.request.duration',
    unit: 's',
    kind: 'histogram',
    temporality: 2,
    isMonotonic: false,
    attributes: { 'http.route': '/cart' },
    atUs: EPOCH_MS * 1000,
    distribution: { count: 3, sum: 1.5, bounds: [0.5, 1], buckets: [1, 2, 0] },
  };
  const later = { ...point, atUs: (EPOCH_MS + 1000) * 1000 };

  it('move when a name has two points, of which the same one again is none', async () => {
    const file = newFile();
    const store = createTelemetryStore(file);
    const queries = openTelemetryFile(file);
    store.insertMetrics({ points: [point, point] });
    expect(await queries.metrics()).toEqual([]);
    store.insertMetrics({ points: [later] });
    expect(await queries.metrics()).toEqual([{ name: point.name, service: 'cart', points: 2 }]);
    expect(await queries.metrics({ fromMs: EPOCH_MS, toMs: EPOCH_MS + 1000 })).toEqual([]);
    queries.close();
    store.close();
  });

  it('keep their buckets', () => {
    const file = newFile();
    const store = createTelemetryStore(file);
    store.insertMetrics({ points: [point] });
    store.close();
    const database = new DatabaseSync(file, { readOnly: true });
    const row = database
      .prepare('SELECT count, sum, text AS bounds, buckets FROM points JOIN dictionary ON id = bounds')
      .get();
    database.close();
    expect({ ...row }).toEqual({ count: 3, sum: 1.5, bounds: '[0.5,1]', buckets: '[1,2,0]' });
  });
});

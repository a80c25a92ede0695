import { Router } from 'express';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startPostgres } from '../../../cli/platform/local/stores/postgres-server.ts';
import { startTestStore } from '../../../cli/platform/local/stores/test-stores.ts';
import type { Kit } from '../kit.ts';
import { freePort } from '../testing/free-port.ts';
import { type OtlpCapture, startOtlpCapture } from '../testing/otlp-capture.ts';
import { startTestService, type TestService } from '../testing/test-service.ts';
import { waitFor } from '../testing/wait-for.ts';

const SCHEMA = [
  'CREATE TABLE IF NOT EXISTS ledger.entries (id int PRIMARY KEY, cents bigint NOT NULL)',
  `INSERT INTO ledger.entries VALUES (1, 250) ON CONFLICT DO NOTHING`,
];
const ERROR = 2;

let postgres: Awaited<ReturnType<typeof startTestStore>>;
let otlp: OtlpCapture;
let payment: TestService;

beforeAll(async () => {
  [postgres, otlp] = await Promise.all([startTestStore(startPostgres), startOtlpCapture()]);
  payment = await startPayment(postgres.url);
  await waitFor(() => isReady(payment));
});
afterAll(async () => {
  await payment.close();
  await otlp.close();
  await postgres.stop();
});
beforeEach(() => {
  otlp.spans.length = 0;
});

const startPayment = (url: string, statements: readonly string[] = SCHEMA) =>
  startTestService(
    { name: 'payment', routes: (kit) => [routes(kit, statements)] },
    { SHOP_POSTGRES_URL: url, SHOP_OTLP_URL: otlp.url },
  );
const isReady = async (service: TestService) => (await fetch(`${service.url}/ready`)).ok;

function routes(kit: Kit, statements: readonly string[]): Router {
  const sql = kit.postgres();
  sql.migrate('ledger', statements);
  return Router()
    .get('/entries/:id', async (request, response) => {
      const { id } = request.params;
      response.json(
        await sql.query('SELECT ledger.entries', 'SELECT * FROM ledger.entries WHERE id = $1', [id]),
      );
    })
    .get('/prepared', async (_request, response) => {
      const text = 'SELECT count(*) AS count FROM pg_prepared_statements WHERE statement LIKE $1';
      response.json(
        await sql.query('SELECT pg_prepared_statements', text, ['SELECT * FROM ledger.entries%']),
      );
    });
}

async function ask(method: string, path: string): Promise<Response> {
  const response = await fetch(`${payment.url}${path}`, { method });
  await payment.control('POST', '/admin/flush');
  return response;
}

const statements = () => otlp.spans.filter(({ attributes }) => attributes['db.system.name'] === 'postgresql');

describe('a statement', () => {
  it('is a span with the stable attributes, its parameters left out', async () => {
    expect(await (await ask('GET', '/entries/1')).json()).toEqual([{ id: 1, cents: 250 }]);
    const [span] = statements();
    const url = new URL(postgres.url);
    expect(span?.name).toBe('SELECT ledger.entries');
    expect(span?.attributes).toMatchObject({
      'db.system.name': 'postgresql',
      'db.namespace': url.pathname.slice(1),
      'db.operation.name': 'SELECT',
      'db.collection.name': 'ledger.entries',
      'db.query.text': 'SELECT * FROM ledger.entries WHERE id = $1',
      'db.query.summary': 'SELECT ledger.entries',
      'server.address': url.hostname,
      'server.port': Number(url.port),
      'peer.service': 'orders-db',
    });
    const server = otlp.spans.find(({ name }) => name === 'GET /entries/:id');
    expect(span?.parentSpanId).toBe(server?.spanId);
  });

  it('that fails tells its SQLSTATE, and its connection is used again', async () => {
    expect((await ask('GET', '/entries/many')).status).toBe(500);
    const [span] = statements();
    expect(span?.statusCode).toBe(ERROR);
    expect(span?.attributes).toMatchObject({ 'error.type': '22P02', 'db.response.status_code': '22P02' });
    const metrics = await (await fetch(`${payment.url}/metrics`)).text();
    expect(metrics).toMatch(/db_query_duration_seconds_count\{.*query="SELECT ledger.entries"\}/);
    expect(metrics).toMatch(/db_pool_max\{service="payment"\} 10/);
    expect(metrics).toMatch(/db_pool_wait_seconds_count\{service="payment"\} \d/);
    expect(metrics).toMatch(/db_client_connection_count\{.*state="idle"\} 1/);
  });
});

describe('a statement that is run again', () => {
  it('is parsed once in a connection', async () => {
    await ask('GET', '/entries/1');
    await ask('GET', '/entries/2');
    expect(await (await ask('GET', '/prepared')).json()).toEqual([{ count: 1 }]);
  });
});

describe('a migration', () => {
  it('that cannot succeed yet keeps the service up but not ready, and is tried until it succeeds', async () => {
    const schema = ['CREATE VIEW ledger.later AS SELECT * FROM ledger.not_there_yet'];
    const service = await startPayment(postgres.url, schema);
    await waitFor(async () => (await (await fetch(`${service.url}/ready`)).text()).includes('not_there_yet'));
    expect((await fetch(`${service.url}/health`)).status).toBe(200);
    const client = new pg.Client(postgres.url);
    await client.connect();
    await client.query('CREATE TABLE ledger.not_there_yet (id int)');
    await client.end();
    await waitFor(() => isReady(service));
    await service.close();
  });

  it('is run by instances that start together, one after the other', async () => {
    const once = ['CREATE TABLE IF NOT EXISTS ledger.together (id int)', 'SELECT pg_sleep(0.1)'];
    const services = await Promise.all([1, 2, 3].map(() => startPayment(postgres.url, once)));
    await waitFor(async () => (await Promise.all(services.map(isReady))).every(Boolean));
    const problems = services.flatMap(({ lines }) => lines.filter(({ level }) => level !== 'info'));
    expect(problems).toEqual([]);
    for (const service of services) await service.close();
  });

  it('waits for a Postgres that is not there, and lets the service end meanwhile', async () => {
    const url = new URL(postgres.url);
    url.port = String(await freePort());
    const service = await startPayment(url.href);
    await waitFor(() => service.lines.some(({ msg }) => msg === 'orders-db is out of reach'));
    expect(await isReady(service)).toBe(false);
    await service.close();
  });
});

describe('faults of Postgres', () => {
  const under = async (flag: string, value: unknown) => {
    const lease = { expiresInMs: 30_000, overrides: [{ flag, value }] };
    await payment.control('PUT', '/chaos/leases/fault', lease);
    return () => payment.control('DELETE', '/chaos/leases/fault');
  };
  const look = async () => (await fetch(`${payment.url}/entries/1`)).status;
  const metrics = async () => (await fetch(`${payment.url}/metrics`)).text();

  it('make statements sleep in the server, and time out where it would', async () => {
    const end = await under('database-fault', { delayMs: 200 });
    const startedMs = performance.now();
    expect(await look()).toBe(200);
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(200);
    await end();
    const endTimeout = await under('database-fault', { delayMs: 6000 });
    expect(await look()).toBe(503);
    await endTimeout();
    expect(await look()).toBe(200);
    expect(await metrics()).toMatch(/fault_injected_total\{fault="database-fault"\} 2/);
  });

  it('take connections away, and give them back', async () => {
    const end = await under('pool-fault', { heldConnections: 10 });
    expect(await look()).toBe(503);
    await payment.control('POST', '/admin/flush');
    const server = otlp.spans.find(({ attributes }) => attributes['db.connection.pool.exhausted']);
    expect(server?.attributes).toMatchObject({ 'db.connection.pool.rejected_count': expect.anything() });
    await end();
    expect(await look()).toBe(200);
  });
});

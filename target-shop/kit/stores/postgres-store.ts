import { Pool, types } from 'pg';
import type { Store } from '../../service-table.ts';
import type { Postgres } from '../kit.ts';
import { OutageLog } from './outage-log.ts';
import { postgresFaults } from './postgres-faults.ts';
import { migrateUntilDone } from './postgres-migration.ts';
import { observePool } from './postgres-pool-metrics.ts';
import { recordedStatements, type StatementParts } from './postgres-statements.ts';
import type { ServiceStore, StoreOutside } from './service-store.ts';
import { StoreCalls } from './store-calls.ts';

const MAX_CONNECTIONS = 10;
/** Waiting for a connection of the pool, a new one included. */
const CONNECT_TIMEOUT_MS = 2000;
/** The server ends a statement that runs longer. */
const STATEMENT_TIMEOUT_MS = 5000;
/** For a server that does not even say so; longer, so that the server's own word comes first. */
const ANSWER_TIMEOUT_MS = 6000;
const IDLE_CONNECTION_MS = 30_000;

/** A Postgres pool with a span for every statement. */
export interface PostgresStore extends ServiceStore {
  readonly postgres: Postgres;
}

/** Opens a pool; connections are made when they are needed. A `bigint` is read as a number. */
export function openPostgres(store: Store, url: string, outside: StoreOutside): PostgresStore {
  const pool = createPool(url, outside.instance);
  const outage = new OutageLog(outside.log, store);
  // An idle connection that breaks has no caller to tell.
  pool.on('error', (error) => outage.failed(error));
  const faults = postgresFaults(pool, { ...outside, max: MAX_CONNECTIONS });
  const pending = new Set<string>();
  const ending = new AbortController();
  const migrate = (schema: string, statements: readonly string[]) => {
    pending.add(schema);
    const done = () => void pending.delete(schema);
    const migration = { schema, statements, outage, signal: ending.signal };
    migrateUntilDone(pool, migration).then(done, () => {}); // fails only when the service ends first
  };
  return {
    store,
    postgres: {
      ...recordedStatements({ ...statementParts(pool, url, { store, outside }), faults }),
      migrate,
    },
    async problem() {
      if (pending.size > 0)
        return outage.problem ?? `schema ${[...pending].join(', ')} is not up to date yet`;
      return selectOne(pool, outage);
    },
    async close() {
      ending.abort();
      faults.end();
      await pool.end();
    },
  };
}

function createPool(url: string, instance: string): Pool {
  return new Pool({
    connectionString: url,
    application_name: instance,
    max: MAX_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: IDLE_CONNECTION_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    query_timeout: ANSWER_TIMEOUT_MS,
    types: { getTypeParser: parserOf },
  });
}

/** Counts and cents stay far below 2^53; as texts they would be compared and added wrongly. */
function parserOf(oid: number, format?: 'text' | 'binary') {
  if (oid === types.builtins.INT8 && format !== 'binary') return Number;
  return format === 'binary' ? types.getTypeParser(oid, format) : types.getTypeParser(oid, 'text');
}

function statementParts(
  pool: Pool,
  url: string,
  { store, outside }: { readonly store: Store; readonly outside: StoreOutside },
): Omit<StatementParts, 'faults'> {
  const { hostname, port, pathname } = new URL(url);
  const place = { store, system: 'postgresql', host: hostname, port: Number(port || 5432) } as const;
  return {
    pool,
    database: decodeURIComponent(pathname.slice(1)) || 'postgres',
    calls: new StoreCalls(outside.tracer, outside.durations, place),
    waitTimes: observePool(pool, outside.meter, { store, max: MAX_CONNECTIONS }),
  };
}

async function selectOne(pool: Pool, outage: OutageLog): Promise<string | undefined> {
  try {
    await pool.query('SELECT 1');
    outage.recovered();
  } catch (error) {
    outage.failed(error);
  }
  return outage.problem;
}

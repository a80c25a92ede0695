import type { Histogram } from '@opentelemetry/api';
import type { Pool, PoolClient } from 'pg';
import type { Postgres } from '../kit.ts';
import { codeOf } from '../thrown-value.ts';
import type { PostgresFaults } from './postgres-faults.ts';
import type { StoreCall, StoreCalls } from './store-calls.ts';

/** What statements are run on and recorded with. */
export interface StatementParts {
  readonly pool: Pool;
  readonly database: string;
  readonly calls: StoreCalls;
  /** Seconds a caller waited for a connection. */
  readonly waitTimes: Pick<Histogram, 'record'>;
  readonly faults: PostgresFaults;
}

/** One statement and the name it has in telemetry. */
interface Statement {
  readonly summary: string;
  readonly text: string;
  readonly values: readonly unknown[];
}

/** Answers a {@link Postgres} without its migrations: each statement a recorded call. */
export function recordedStatements(parts: StatementParts): Pick<Postgres, 'query'> {
  return {
    query: async (summary, text, values = []) => {
      const statement = { summary, text, values };
      // The wait for a connection belongs to the call: a pool that has none left must be seen.
      return parts.calls.record(describe(statement, parts.database), async () => {
        const client = await borrow(parts);
        return giveBackAfter(client, slowly(parts, client, statement));
      });
    },
  };
}

async function borrow({ pool, waitTimes, faults }: StatementParts): Promise<PoolClient> {
  faults.holdConnections();
  const startedMs = performance.now();
  try {
    return await pool.connect();
  } catch (error) {
    faults.markExhausted(performance.now() - startedMs);
    throw error;
  } finally {
    waitTimes.record((performance.now() - startedMs) / 1000);
  }
}

/** Only a broken connection is thrown away; pg's own `pool.query` does so after every failed statement. */
async function giveBackAfter<T>(client: PoolClient, work: Promise<T>): Promise<T> {
  try {
    const result = await work;
    client.release();
    return result;
  } catch (error) {
    client.release(sqlState(error) === undefined);
    throw error;
  }
}

async function slowly<Row extends object>(
  { faults }: StatementParts,
  client: PoolClient,
  statement: Statement,
): Promise<readonly Row[]> {
  await faults.slowDown(client);
  return run(client, statement);
}

async function run<Row extends object>(
  client: PoolClient,
  { text, values }: Statement,
): Promise<readonly Row[]> {
  const { rows } = await client.query<Row>({ name: preparedName(text), text, values: [...values] });
  return rows;
}

const PREPARED = new Map<string, string>();

/** Answers the name a statement is prepared under, once in each connection: its text is a constant of the code. */
function preparedName(text: string): string {
  const name = PREPARED.get(text) ?? `statement ${PREPARED.size + 1}`;
  PREPARED.set(text, name);
  return name;
}

function describe({ summary, text }: Statement, database: string): StoreCall {
  const [operation = summary, collection, ...more] = summary.split(' ');
  return {
    name: summary,
    attributes: {
      'db.namespace': database,
      'db.operation.name': operation.toUpperCase(),
      'db.query.summary': summary,
      // A summary with more than one target names no single collection.
      ...(collection !== undefined && more.length === 0 && { 'db.collection.name': collection }),
    },
    spanAttributes: { 'db.query.text': text },
    statusOf: sqlState,
  };
}

const SQLSTATE = /^[0-9A-Z]{5}$/;

function sqlState(error: unknown): string | undefined {
  const code = codeOf(error);
  return code !== undefined && SQLSTATE.test(code) ? code : undefined;
}

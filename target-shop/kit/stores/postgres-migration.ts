import { setTimeout as delay } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';
import type { OutageLog } from './outage-log.ts';

/** A service's schema, and who hears of trouble with it. */
export interface Migration {
  readonly schema: string;
  /** Idempotent SQL, run in order. */
  readonly statements: readonly string[];
  readonly outage: OutageLog;
  readonly signal: AbortSignal;
}

/** Often, since services start beside their stores and nobody is served until then; a refusal costs next to nothing. */
const RETRY_MS = 150;
/** Seeding takes longer than a request's statement may, and so may the wait for the others' lock. */
const MIGRATION_TIMEOUT_MS = 60_000;

/**
 * Brings a schema up to date, trying again until it works.
 * @throws the signal's reason when the service ends first
 */
export async function migrateUntilDone(pool: Pool, migration: Migration): Promise<void> {
  for (;;) {
    migration.signal.throwIfAborted();
    try {
      await migrateOnce(pool, migration);
      return migration.outage.recovered();
    } catch (error) {
      migration.outage.failed(error);
    }
    await delay(RETRY_MS, undefined, { signal: migration.signal });
  }
}

async function migrateOnce(pool: Pool, migration: Migration): Promise<void> {
  const client = await pool.connect();
  try {
    await runUnderLock(client, migration);
    client.release();
  } catch (error) {
    client.release(true); // ends the connection, and with it the transaction and the lock
    throw error;
  }
}

/** One transaction: instances that start together take turns, and a failure leaves nothing half done. */
async function runUnderLock(client: PoolClient, { schema, statements }: Migration): Promise<void> {
  const run = (text: string, values: unknown[] = []) =>
    client.query({ text, values, query_timeout: MIGRATION_TIMEOUT_MS } as {
      text: string;
      values: unknown[];
    });
  await run('BEGIN');
  await run(`SET LOCAL statement_timeout = ${MIGRATION_TIMEOUT_MS}`);
  await run('SELECT pg_advisory_xact_lock(hashtext($1))', [`migrate ${schema}`]);
  await run(`CREATE SCHEMA IF NOT EXISTS ${client.escapeIdentifier(schema)}`);
  for (const statement of statements) await run(statement);
  await run('COMMIT');
}

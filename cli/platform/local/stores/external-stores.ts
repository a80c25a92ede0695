import { EnvironmentError } from '../../../core/errors.ts';
import { shownStoreUrl } from './store-url.ts';

/** How long a store that was given by URL may take to answer, in milliseconds. */
const ANSWER_MS = 5_000;

/**
 * Checks that a Redis given by URL takes commands.
 * @throws UsageError when it is not a Redis URL, EnvironmentError when it does not answer
 */
export async function checkRedis(url: string): Promise<void> {
  const at = shownStoreUrl('redis', url);
  const { Redis } = await import('ioredis');
  const client = new Redis(url, { lazyConnect: true, connectTimeout: ANSWER_MS, retryStrategy: () => null });
  let cause: unknown;
  client.on('error', (error) => {
    cause = error;
  });
  try {
    await client.connect();
    await client.ping();
  } catch (error) {
    throw unreachable('Redis', at, cause ?? error);
  } finally {
    client.disconnect();
  }
}

/**
 * Checks that a Postgres given by URL takes commands.
 * @throws UsageError when it is not a Postgres URL, EnvironmentError when it does not answer
 */
export async function checkPostgres(url: string): Promise<void> {
  const at = shownStoreUrl('postgres', url);
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: ANSWER_MS });
  client.on('error', () => {}); // told by the query below
  try {
    await client.connect();
    await client.query('SELECT 1');
  } catch (cause) {
    throw unreachable('Postgres', at, cause);
  } finally {
    await client.end().catch(() => {});
  }
}

function unreachable(title: string, at: string, cause: unknown): EnvironmentError {
  const why = cause instanceof AggregateError ? cause.errors[0] : cause;
  return new EnvironmentError(
    `${title} at ${at} does not answer: ${why instanceof Error ? why.message : why}`,
    {
      code: 'SHOPCTL_STORE_UNREACHABLE',
      hint: 'Check the address and the password, or leave the URL out: deploy then starts one of its own.',
      cause,
    },
  );
}

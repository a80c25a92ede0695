import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { freePort } from '../free-port.ts';
import { removePostgresData, startPostgres } from './postgres-server.ts';
import { startRedis } from './redis-server.ts';

/** A real Redis and a real Postgres for one test file. */
export interface TestStores {
  readonly redisUrl: string;
  readonly postgresUrl: string;
  /** Ends both and removes their files; safe to call twice. */
  stop(): Promise<void>;
}

/**
 * Starts an empty Redis and an empty Postgres on free ports, for `beforeAll`; they end with the test process.
 * @example beforeAll(async () => { stores = await startTestStores(); }); afterAll(() => stores.stop());
 */
export async function startTestStores(): Promise<TestStores> {
  const [redis, postgres] = await Promise.all([startTestStore(startRedis), startTestStore(startPostgres)]);
  const stop = async () => void (await Promise.all([redis.stop(), postgres.stop()]));
  return { redisUrl: redis.url, postgresUrl: postgres.url, stop };
}

/** One of the two, when a test needs no more. @param start `startRedis` or `startPostgres` */
export async function startTestStore(start: typeof startRedis | typeof startPostgres) {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'shopctl-store-'));
  const password = randomBytes(12).toString('hex');
  const store = await start({ directory, port: await freePort(), password, env: process.env });
  const stop = async () => {
    await store.stop();
    await removePostgresData(directory);
    await rm(directory, { recursive: true, force: true });
  };
  return { url: store.url, pid: store.pid, stop };
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Redis } from 'ioredis';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../free-port.ts';
import { identifyProcess } from '../process-table.ts';
import { waitUntil } from '../wait-until.ts';
import { postgresDataDirectory } from './postgres-home.ts';
import { removePostgresData, startPostgres } from './postgres-server.ts';
import { redisProgram, startRedis } from './redis-server.ts';
import { startTestStore, startTestStores, type TestStores } from './test-stores.ts';

const isGone = (pid: number) => waitUntil(() => identifyProcess(pid) === undefined, { timeoutMs: 5_000 });

describe('stores of our own', () => {
  let stores: TestStores;

  beforeAll(async () => {
    stores = await startTestStores();
  });
  afterAll(() => stores.stop());

  it('gives a Redis that keeps nothing and evicts nothing', async () => {
    const redis = new Redis(stores.redisUrl);
    expect(await redis.ping()).toBe('PONG');
    expect(await redis.config('GET', 'save')).toEqual(['save', '']);
    expect(await redis.config('GET', 'maxmemory-policy')).toEqual(['maxmemory-policy', 'noeviction']);
    redis.disconnect();
  });

  it('refuses a Redis client without the password', async () => {
    const redis = new Redis({ port: Number(new URL(stores.redisUrl).port), enableReadyCheck: false });
    redis.on('error', () => {});
    await expect(redis.get('key')).rejects.toThrow('NOAUTH');
    redis.disconnect();
  });

  it('gives a Postgres that sorts and folds case by Unicode', async () => {
    const client = new pg.Client(stores.postgresUrl);
    await client.connect();
    const { rows } = await client.query(
      `SELECT 'CAFÉ' ILIKE 'café' AS folds, current_setting('server_encoding') AS encoding`,
    );
    expect(rows).toEqual([{ folds: true, encoding: 'UTF8' }]);
    await client.end();
  });

  it('refuses a Postgres client with another password', async () => {
    const url = new URL(stores.postgresUrl);
    url.password = 'wrong';
    await expect(new pg.Client(url.href).connect()).rejects.toThrow('password authentication failed');
  });
});

describe('the end of a store', () => {
  it.each([
    ['Redis', startRedis],
    ['Postgres', startPostgres],
  ])('leaves no %s behind after stop, frozen or not', async (_name, start) => {
    const store = await startTestStore(start);
    process.kill(store.pid, 'SIGSTOP');
    await store.stop();
    expect(identifyProcess(store.pid)).toBeUndefined();
    await store.stop();
  });

  it.each([
    ['the process that started it is killed', 'SIGKILL', 1],
    ['a terminal that is closed hangs up on the whole group', 'SIGHUP', -1],
  ] as const)('follows when %s', async (_what, signal, sign) => {
    const directory = await mkdtemp(path.join(os.tmpdir(), 'shopctl-stores-'));
    const here = JSON.stringify(import.meta.dirname);
    const starter = `
      const { startRedis } = await import(${here} + '/redis-server.ts');
      const { startPostgres } = await import(${here} + '/postgres-server.ts');
      const common = { directory: ${JSON.stringify(directory)}, password: 'secret', env: process.env };
      const redis = await startRedis({ ...common, port: ${await freePort()} });
      const postgres = await startPostgres({ ...common, port: ${await freePort()} });
      console.log(redis.pid, postgres.pid);
      setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', starter], {
      detached: true,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = await once(child.stdout, 'data');
    const pids = String(line).trim().split(' ').map(Number);
    expect(pids.map((pid) => identifyProcess(pid)?.pid)).toEqual(pids);
    process.kill(sign * (child.pid ?? 0), signal);
    expect(await Promise.all(pids.map(isGone))).toEqual([true, true]);
    await removePostgresData(directory);
    expect(existsSync(postgresDataDirectory(directory))).toBe(false);
    await rm(directory, { recursive: true });
  });

  it('says what is missing when no Redis is on the path', () => {
    expect(() => redisProgram('/nowhere')).toThrow(
      'no Redis on this machine (looked for redis-server and valkey-server)',
    );
  });
});

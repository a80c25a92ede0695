import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BLOCK_PORTS, BLOCK_SIZE, SERVICES } from '../../../target-shop/service-table.ts';
import { withVariant } from '../../flags/flag-file.ts';
import type { Platform, Step } from '../platform.ts';
import { freePortBlock } from './free-port.ts';
import { createLocalPlatform } from './local-platform.ts';
import { isRunning } from './process-table.ts';
import { postgresDataDirectory } from './stores/postgres-home.ts';
import { runSteps, TestShop } from './test-shop.ts';
import { waitUntil } from './wait-until.ts';

const PATIENCE_MS = 30_000;
/** Two seconds are promised; the rest is for a machine that has much else to do. */
const ORPHANS_MS = 6_000;

let shop: TestShop;
beforeAll(async () => {
  shop = await TestShop.start();
}, 120_000);
afterAll(() => shop.destroy());

describe('a deployed shop', () => {
  it('is ready as a whole, and sells', async () => {
    const { parts, url } = await shop.platform.status();
    expect(parts.filter(({ state }) => state !== 'ready')).toEqual([]);
    expect((await fetch(`${url}/api/menu`)).status).toBe(200);
  });

  it('follows a change of a flag in every process in less than a second', async () => {
    const { parts } = await shop.platform.status();
    const services = parts.filter(({ name }) => SERVICES.some((row) => row.name === name));
    const authorization = `Bearer ${await readFile(shop.directory.token, 'utf8')}`;
    const follows = (url: string | undefined) =>
      waitUntil(
        async () => {
          const response = await fetch(`${url}/flags`, { headers: { authorization } });
          const inForce = (await response.json()) as { readonly 'latency-profile': string }; // of the table
          return inForce['latency-profile'] === 'fast';
        },
        { timeoutMs: PATIENCE_MS },
      );
    const before = await shop.platform.readFlagFile();
    const startedMs = performance.now();
    await shop.platform.writeFlagFile(withVariant(before, 'latency-profile', 'fast'));
    expect(await Promise.all(services.map(({ url }) => follows(url)))).not.toContain(false);
    expect(performance.now() - startedMs).toBeLessThan(1000);
    expect(services.length).toBeGreaterThanOrEqual(8);
    await shop.platform.writeFlagFile(before);
  });

  it('needs no step when it is deployed again', async () => {
    expect((await shop.platform.deploy(shop.request)).steps).toEqual([]);
  });

  it('keeps its files to this user', async () => {
    const { root, token, deployment } = shop.directory;
    const modes = await Promise.all(
      [root, token, deployment].map(async (file) => (await stat(file)).mode & 0o777),
    );
    expect(modes).toEqual([0o700, 0o600, 0o600]);
  });

  it('gives no secret to the arguments of a process', async () => {
    const { token, redisPassword, postgresPassword } = JSON.parse(
      await readFile(shop.directory.deployment, 'utf8'),
    );
    const processes = await shop.processes();
    const lines = await Promise.all(processes.map(({ pid }) => readFile(`/proc/${pid}/cmdline`, 'utf8')));
    const secrets: readonly string[] = [token, redisPassword, postgresPassword];
    expect(lines.filter((line) => secrets.some((secret) => line.includes(secret)))).toEqual([]);
  });

  it('shows the lines of a log, and those that come', async () => {
    const patience = AbortSignal.timeout(PATIENCE_MS);
    const enough = new AbortController();
    const signal = AbortSignal.any([patience, enough.signal]);
    const seen: string[] = [];
    for await (const line of shop.platform.logs('pricing', { follow: true, signal })) {
      seen.push(line);
      if (seen.length === 1) process.kill(await shop.pidOf('pricing'), 'SIGKILL');
      if (line === '[supervisor] ended by SIGKILL') enough.abort();
    }
    expect(seen[0]).toMatch(/^\[supervisor\] started with pid \d+$/);
    expect(patience.aborted).toBe(false);
    expect(await shop.isReady('pricing')).toBe(true);
  });

  it('refuses to show the log of a part it does not have', async () => {
    const { signal } = new AbortController();
    const lines = shop.platform.logs('pricin', { follow: false, signal })[Symbol.asyncIterator]();
    await expect(lines.next()).rejects.toThrow('"pricin" is not a part of this shop');
  });
});

describe('a second deployment', () => {
  let elsewhere: string;
  let second: Platform;

  beforeEach(async () => {
    elsewhere = await mkdtemp(path.join(os.tmpdir(), 'shopctl-second-'));
    second = createLocalPlatform({ workingDirectory: elsewhere });
  });
  afterEach(async () => {
    await runSteps((await second.destroy()).steps);
    await rm(elsewhere, { recursive: true });
  });

  it('says which port is taken, by whom, and the way out', async () => {
    const holder = await shop.pidOf('redis');
    const { steps } = await second.deploy(shop.request);
    const { portBase } = shop.request;
    await expect(runSteps(steps)).rejects.toMatchObject({
      message: expect.stringContaining(
        `port ${portBase + BLOCK_PORTS.redis}, needed by redis, is in use by process ${holder}: `,
      ),
      hint: `Move the block of ports: shopctl deploy --port-base ${portBase + 1000}`,
    });
  });

  it('ends what it started when a part cannot come up, and shows its last words', async () => {
    const portBase = await freePortBlock(BLOCK_SIZE);
    const { steps } = await second.deploy({ ...shop.request, portBase });
    const server = createServer();
    const takePort: Step = {
      title: 'Take a port between the check and the start, which no check can help',
      run: async () => void (await once(server.listen(portBase, '127.0.0.1'), 'listening')),
    };
    const withThief = steps.flatMap((step) => (step.title === 'Check ports' ? [step, takePort] : [step]));
    await expect(runSteps(withThief)).rejects.toThrow(
      /^frontend did not come up: exited with code 1\n.*EADDRINUSE/s,
    );
    server.close();
    await expect(second.status()).rejects.toThrow('no shop runs in');
  }, 60_000);

  it('ends what it started when it is interrupted half-way', async () => {
    const interruption = new AbortController();
    const portBase = await freePortBlock(BLOCK_SIZE);
    const { steps } = await second.deploy({ ...shop.request, portBase });
    // The first thing a step has to say is that something is being waited for.
    const interrupted: readonly Step[] = steps.map(({ title, run }) => ({
      title,
      run: (_say, signal) => run(() => interruption.abort(new Error('Ctrl-C')), signal),
    }));
    await expect(runSteps(interrupted, interruption.signal)).rejects.toThrow('Ctrl-C');
    await expect(second.status()).rejects.toThrow('no shop runs in');
    expect(await readdir(path.join(elsewhere, '.shopctl'))).toEqual(['logs']);
    const server = createServer().listen(portBase + BLOCK_PORTS.postgres, '127.0.0.1');
    await once(server, 'listening');
    server.close();
  });

  it('takes the place of a shop with other settings, but not under a run', async () => {
    const other = { ...shop.request, portBase: await freePortBlock(BLOCK_SIZE) };
    const { steps } = await shop.platform.deploy(other);
    const session = await shop.platform.openRun('busy');
    await expect(runSteps(steps)).rejects.toThrow(`process ${process.pid} already plays a run`);
    expect((await fetch(`${session.shop.url}/health`)).status).toBe(200);
    await session.close();
    shop.request = other;
    expect((await shop.deploy()).url).toBe(`http://127.0.0.1:${other.portBase}`);
  }, 60_000);
});

describe('the end of a shop', () => {
  it('follows within moments when its supervisor is killed, and the next deployment cleans up', async () => {
    const processes = await shop.processes();
    expect(processes).toHaveLength(shop.platform.planDeploy(shop.request).totals.processes);
    process.kill(await shop.pidOf('supervisor'), 'SIGKILL');
    expect(await waitUntil(() => !processes.some(isRunning), { timeoutMs: ORPHANS_MS })).toBe(true);
    await expect(shop.platform.status()).rejects.toThrow('no shop runs in');
    const { parts } = await shop.deploy();
    expect(parts.filter(({ state }) => state !== 'ready')).toEqual([]);
  }, 60_000);

  it('leaves no process, port or file', async () => {
    const processes = await shop.processes();
    const { socket, stores, root } = shop.directory;
    const data = postgresDataDirectory(path.join(stores, 'postgres'));
    expect([root, socket, data].filter(existsSync)).toEqual([root, socket, data]);
    const { found, steps } = await shop.platform.destroy();
    const { parts } = shop.platform.planDeploy(shop.request);
    expect([...found].sort()).toEqual(parts.map(({ name }) => name).sort());
    await runSteps(steps);
    expect(processes.filter(isRunning)).toEqual([]);
    expect([root, socket, data].filter(existsSync)).toEqual([]);
    expect((await shop.platform.destroy()).steps).toEqual([]);
  });
});

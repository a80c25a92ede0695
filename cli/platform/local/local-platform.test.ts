import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ChaosState } from '../../../target-shop/contract/chaos-wire.ts';
import { BLOCK_SIZE } from '../../../target-shop/service-table.ts';
import type { DeployRequest, InstanceEvent, Platform, RunSession, ShopStatus, Step } from '../platform.ts';
import { freePortBlock } from './free-port.ts';
import { createLocalPlatform } from './local-platform.ts';
import { identifyProcess, isRunning, type ProcessIdentity } from './process-table.ts';
import { shopDirectory } from './shop-directory.ts';
import { postgresDataDirectory } from './stores/postgres-home.ts';
import { waitUntil } from './wait-until.ts';

const PATIENCE_MS = 30_000;
/** A fault may outlive its holder by two seconds; the rest is for a busy machine. */
const UNDO_MS = 6_000;

let workingDirectory: string;
let platform: Platform;
let request: DeployRequest;

async function runSteps(steps: readonly Step[], signal = new AbortController().signal): Promise<void> {
  for (const step of steps) await step.run(() => {}, signal);
}

async function deploy(): Promise<ShopStatus> {
  const work = await platform.deploy(request);
  await runSteps(work.steps);
  return work.result();
}

async function identities(): Promise<readonly ProcessIdentity[]> {
  const { parts } = await platform.status();
  return parts.flatMap(({ pid }) => (pid === undefined ? [] : (identifyProcess(pid) ?? [])));
}

async function pidOf(name: string): Promise<number | undefined> {
  return (await platform.status()).parts.find((part) => part.name === name)?.pid;
}

async function chaosOf(service: string): Promise<ChaosState> {
  const { parts } = await platform.status();
  const { token } = shopDirectory(workingDirectory, process.env);
  const response = await fetch(`${parts.find(({ name }) => name === service)?.url}/chaos`, {
    headers: { authorization: `Bearer ${await readFile(token, 'utf8')}` },
  });
  return (await response.json()) as ChaosState; // asserted on below
}

/** Another process that has the shop and breaks cart. */
async function startHolder(): Promise<ChildProcess> {
  const code = `
    const { createLocalPlatform } = await import(${JSON.stringify(path.join(import.meta.dirname, 'local-platform.ts'))});
    const session = await createLocalPlatform().openRun('holder');
    await session.applyOverrides(['cart'], [{ flag: 'cart-chaos-errors', value: { failureRatio: 1, delayMs: 0 } }]);
    await session.recordTelemetry(process.cwd() + '/run.db');
    console.log('held');`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    cwd: workingDirectory,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said = await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
  expect(String(said[0])).toBe('held\n');
  return child;
}

async function isReadyAgain(name: string): Promise<void> {
  const isReady = async () =>
    (await platform.status()).parts.some((part) => part.name === name && part.state === 'ready');
  expect(await waitUntil(isReady, { timeoutMs: PATIENCE_MS })).toBe(true);
}

async function inRun(runId: string, play: (session: RunSession) => Promise<void>): Promise<void> {
  const session = await platform.openRun(runId);
  try {
    await play(session);
  } finally {
    await session.close();
  }
}

const isReleased = () =>
  waitUntil(async () => (await chaosOf('cart')).leases.length === 0, { timeoutMs: UNDO_MS, intervalMs: 50 });

beforeAll(async () => {
  workingDirectory = await mkdtemp(path.join(os.tmpdir(), 'shopctl-platform-'));
  platform = createLocalPlatform({ workingDirectory });
  request = { size: 'core', portBase: await freePortBlock(BLOCK_SIZE), host: '127.0.0.1' };
  await deploy();
}, 120_000);

afterAll(async () => {
  await runSteps((await platform.destroy()).steps);
  await rm(workingDirectory, { recursive: true, force: true });
});

describe('a deployed shop', () => {
  it('is ready as a whole, and sells', async () => {
    const { parts, url } = await platform.status();
    expect(parts.filter(({ state }) => state !== 'ready')).toEqual([]);
    expect((await fetch(`${url}/api/menu`)).status).toBe(200);
  });

  it('needs no step when it is deployed again', async () => {
    expect((await platform.deploy(request)).steps).toEqual([]);
  });

  it('keeps its files to this user', async () => {
    const { root, token, deployment } = shopDirectory(workingDirectory, process.env);
    const modes = await Promise.all(
      [root, token, deployment].map(async (file) => (await stat(file)).mode & 0o777),
    );
    expect(modes).toEqual([0o700, 0o600, 0o600]);
  });

  it('gives no secret to the arguments of a process', async () => {
    const { deployment } = shopDirectory(workingDirectory, process.env);
    const { token, redisPassword, postgresPassword } = JSON.parse(await readFile(deployment, 'utf8'));
    const lines = await Promise.all(
      (await identities()).map(({ pid }) => readFile(`/proc/${pid}/cmdline`, 'utf8')),
    );
    expect(
      lines.filter((line) =>
        [token, redisPassword, postgresPassword].some((secret) => line.includes(secret)),
      ),
    ).toEqual([]);
  });

  it('starts a killed service again and says so', async () => {
    await inRun('watch', async (session) => {
      const events: InstanceEvent[] = [];
      session.onInstanceEvent((event) => events.push(event));
      const pid = await pidOf('pricing');
      process.kill(pid ?? 0, 'SIGKILL');
      expect(
        await waitUntil(() => events.some(({ kind }) => kind === 'ready'), { timeoutMs: PATIENCE_MS }),
      ).toBe(true);
      expect(events.map(({ name, kind }) => [name, kind])).toEqual([
        ['pricing', 'ended'],
        ['pricing', 'ready'],
      ]);
      expect(events[0]?.text).toBe('ended by SIGKILL, restart 1 in 500ms');
      expect(await pidOf('pricing')).not.toBe(pid);
    });
  });

  it('shows the lines of a log, and those that come', async () => {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const enough = new AbortController();
    const seen: string[] = [];
    const until = AbortSignal.any([signal, enough.signal]);
    for await (const line of platform.logs('pricing', { follow: true, signal: until })) {
      seen.push(line);
      if (seen.length === 1) process.kill((await pidOf('pricing')) ?? 0, 'SIGKILL');
      if (seen.filter((text) => text === '[supervisor] ended by SIGKILL').length === 2) enough.abort();
    }
    expect(seen[0]).toMatch(/^\[supervisor\] started with pid \d+$/);
    expect(signal.aborted).toBe(false);
    await isReadyAgain('pricing');
    const lines = platform.logs('pricin', { follow: false, signal })[Symbol.asyncIterator]();
    await expect(lines.next()).rejects.toThrow('"pricin" is not a part of this shop');
  });
});

describe('a run', () => {
  it('has the shop alone', async () => {
    const session = await platform.openRun('first');
    await expect(platform.openRun('second')).rejects.toThrow(`process ${process.pid} already plays a run`);
    await session.close();
    await session.close();
    await (await platform.openRun('third')).close();
  });

  it('puts overrides in force on the services it names, and ends them', async () => {
    await inRun('overrides', async (session) => {
      const override = { flag: 'latency-profile', value: 'fast' } as const;
      await session.applyOverrides(['cart', 'pricing'], [override]);
      expect((await chaosOf('pricing')).leases).toEqual([{ id: 'overrides', overrides: [override] }]);
      expect((await chaosOf('orders')).leases).toEqual([]);
      expect(await session.releaseOverrides()).toEqual([]);
      expect((await chaosOf('pricing')).leases).toEqual([]);
    });
  });

  it('renews its overrides for as long as it wants them, through the restart of an instance', async () => {
    await inRun('renewed', async (session) => {
      const ready = new Promise<InstanceEvent>((resolve) => {
        session.onInstanceEvent((event) => event.kind === 'ready' && resolve(event));
      });
      await session.applyOverrides(['cart'], [{ flag: 'latency-profile', value: 'fast' }]);
      process.kill((await pidOf('cart')) ?? 0, 'SIGKILL');
      expect((await ready).name).toBe('cart');
      const isBack = async () => (await chaosOf('cart')).leases.length === 1;
      expect(await waitUntil(isBack, { timeoutMs: PATIENCE_MS })).toBe(true);
      // Longer than a lease lives: what is in force now has been renewed.
      const renewedUntil = performance.now() + 2_500;
      await waitUntil(() => performance.now() > renewedUntil, { timeoutMs: PATIENCE_MS });
      expect((await chaosOf('cart')).leases).toHaveLength(1);
    });
    expect((await chaosOf('cart')).leases).toEqual([]);
  });

  it('names the instance that does not take an override', async () => {
    await inRun('refused', async (session) => {
      const bogus = { flag: 'cart-ttl-seconds', value: 'soon' } as const;
      await expect(session.applyOverrides(['cart'], [bogus])).rejects.toThrow(
        /overrides were not taken by cart-1 \(answered 4/,
      );
    });
  });

  it('records telemetry to its own file and gives it back', async () => {
    const file = path.join(workingDirectory, 'recorded.db');
    await inRun('recorded', async (session) => {
      await session.recordTelemetry(file);
      await fetch(`${session.shop.url}/api/menu`);
      await session.flushTelemetry();
    });
    expect((await stat(file)).size).toBeGreaterThan(0);
    expect(existsSync(`${file}-wal`)).toBe(false);
  });

  it.each(['SIGKILL', 'SIGSTOP'] as const)('is undone when its process meets a %s', async (signal) => {
    const holder = await startHolder();
    expect((await chaosOf('cart')).leases).toHaveLength(1);
    await expect(platform.openRun('other')).rejects.toThrow(`process ${holder.pid} already plays a run`);
    holder.kill(signal);
    expect(await isReleased()).toBe(true);
    const next = await platform.openRun('next');
    await next.close();
    holder.kill('SIGKILL');
  });
});

describe('a deployment in the way of another', () => {
  it('says which port is taken, by whom, and the way out', async () => {
    const elsewhere = await mkdtemp(path.join(os.tmpdir(), 'shopctl-second-'));
    const work = await createLocalPlatform({ workingDirectory: elsewhere }).deploy(request);
    await expect(runSteps(work.steps)).rejects.toThrow(
      `port ${request.portBase + 13}, needed by redis, is in use by process ${await pidOf('redis')}: `,
    );
    await rm(elsewhere, { recursive: true });
  });

  it('ends what it started when it is interrupted half-way', async () => {
    const elsewhere = await mkdtemp(path.join(os.tmpdir(), 'shopctl-third-'));
    const second = createLocalPlatform({ workingDirectory: elsewhere });
    const interruption = new AbortController();
    const portBase = await freePortBlock(BLOCK_SIZE);
    const work = await second.deploy({ ...request, portBase });
    const stopAtStores: readonly Step[] = work.steps.map(({ title, run }) => ({
      title,
      run: (_say, signal) => run(() => interruption.abort(new Error('Ctrl-C')), signal),
    }));
    await expect(runSteps(stopAtStores, interruption.signal)).rejects.toThrow('Ctrl-C');
    await expect(second.status()).rejects.toThrow('no shop runs in');
    expect(await readdir(path.join(elsewhere, '.shopctl'))).toEqual(['logs']);
    const server = createServer().listen(portBase + 14, '127.0.0.1');
    await once(server, 'listening');
    server.close();
    await rm(elsewhere, { recursive: true });
  });
});

describe('the end of a shop', () => {
  it('follows within moments when its supervisor is killed, and the next deployment cleans up', async () => {
    const before = await identities();
    expect(before).toHaveLength(platform.planDeploy(request).totals.processes);
    process.kill((await pidOf('supervisor')) ?? 0, 'SIGKILL');
    expect(await waitUntil(() => !before.some(isRunning), { timeoutMs: UNDO_MS })).toBe(true);
    await expect(platform.status()).rejects.toThrow('no shop runs in');
    const { parts } = await deploy();
    expect(parts.filter(({ state }) => state !== 'ready')).toEqual([]);
  }, 90_000);

  it('leaves no process, port or file', async () => {
    const before = await identities();
    const { socket, stores, root } = shopDirectory(workingDirectory, process.env);
    const data = postgresDataDirectory(path.join(stores, 'postgres'));
    expect(existsSync(data)).toBe(true);
    const { found, steps } = await platform.destroy();
    expect([...found].sort()).toEqual([
      'cart',
      'catalog',
      'frontend',
      'gateway',
      'orders',
      'payment',
      'postgres',
      'pricing',
      'recommendation',
      'redis',
      'supervisor',
      'telemetry',
    ]);
    await runSteps(steps);
    expect(before.filter(isRunning)).toEqual([]);
    expect([root, socket, data].filter(existsSync)).toEqual([]);
    expect((await platform.destroy()).steps).toEqual([]);
  });
});

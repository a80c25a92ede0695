import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { InstanceEvent, RunSession } from '../platform.ts';
import { TestShop } from './test-shop.ts';
import { waitUntil } from './wait-until.ts';

const PATIENCE_MS = 30_000;
/** Two seconds are promised; the rest is for a machine that has much else to do. */
const UNDO_MS = 6_000;
const FAST = { flag: 'latency-profile', value: 'fast' } as const;

let shop: TestShop;
beforeAll(async () => {
  shop = await TestShop.start();
}, 120_000);
afterAll(() => shop.destroy());

async function inRun(runId: string, play: (session: RunSession) => Promise<void>): Promise<void> {
  const session = await shop.platform.openRun(runId);
  try {
    await play(session);
  } finally {
    await session.close();
  }
}

/** Another process that has the shop and breaks cart. */
async function startHolder(): Promise<ChildProcess> {
  const module = path.join(import.meta.dirname, 'local-platform.ts');
  const code = `
    const { createLocalPlatform } = await import(${JSON.stringify(module)});
    const session = await createLocalPlatform().openRun('holder');
    const value = { failureRatio: 1, delayMs: 0 };
    await session.applyOverrides(['cart'], [{ flag: 'cart-chaos-errors', value }]);
    await session.recordTelemetry(process.cwd() + '/run.db');
    console.log('held');`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    cwd: shop.workingDirectory,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said = await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
  expect(String(said[0])).toBe('held\n');
  return child;
}

describe('a run', () => {
  it('has the shop alone', async () => {
    const session = await shop.platform.openRun('first');
    await expect(shop.platform.openRun('second')).rejects.toThrow(
      `process ${process.pid} already plays a run`,
    );
    await session.close();
    await session.close();
    await inRun('third', async ({ instances }) => {
      expect(instances).toContainEqual({ service: 'cart', instance: 'cart-1' });
    });
  });

  it('hears which instance ended, how, and when it is back', async () => {
    await inRun('watch', async (session) => {
      const events: InstanceEvent[] = [];
      session.onInstanceEvent((event) => events.push(event));
      const pid = await shop.pidOf('pricing');
      process.kill(pid, 'SIGKILL');
      const isBack = () => events.some(({ kind }) => kind === 'ready');
      expect(await waitUntil(isBack, { timeoutMs: PATIENCE_MS })).toBe(true);
      expect(events.map(({ name, kind }) => `${name} ${kind}`)).toEqual(['pricing ended', 'pricing ready']);
      expect(events[0]?.text).toBe('ended by SIGKILL, restart 1 in 500ms');
      expect(await shop.pidOf('pricing')).not.toBe(pid);
    });
  });

  it('puts overrides in force on the services it names, and ends them', async () => {
    await inRun('overrides', async (session) => {
      await session.applyOverrides(['cart', 'pricing'], [FAST]);
      expect(await shop.leasesOn('pricing')).toEqual([{ id: 'overrides', overrides: [FAST] }]);
      expect(await shop.leasesOn('orders')).toEqual([]);
      expect(await session.releaseOverrides()).toEqual([]);
      expect(await shop.leasesOn('pricing')).toEqual([]);
    });
  });

  it('renews its overrides for as long as it wants them, through the restart of an instance', async () => {
    await inRun('renewed', async (session) => {
      const ready = new Promise<InstanceEvent>((resolve) => {
        session.onInstanceEvent((event) => event.kind === 'ready' && resolve(event));
      });
      await session.applyOverrides(['cart'], [FAST]);
      process.kill(await shop.pidOf('cart'), 'SIGKILL');
      expect((await ready).name).toBe('cart');
      const isInForce = async () => (await shop.leasesOn('cart')).length === 1;
      expect(await waitUntil(isInForce, { timeoutMs: PATIENCE_MS })).toBe(true);
      // Longer than a lease lives: what is in force then has been renewed.
      const untilMs = performance.now() + 2_500;
      await waitUntil(() => performance.now() > untilMs, { timeoutMs: PATIENCE_MS });
      expect(await shop.leasesOn('cart')).toHaveLength(1);
    });
    expect(await shop.leasesOn('cart')).toEqual([]);
  });

  it('hears which instance does not take an override', async () => {
    await inRun('refused', async (session) => {
      const bogus = { flag: 'cart-ttl-seconds', value: 'soon' } as const;
      await expect(session.applyOverrides(['cart'], [bogus])).rejects.toThrow(
        /overrides were not taken by cart-1 \(answered 4/,
      );
    });
  });

  it('records telemetry to its own file and gives it back', async () => {
    const file = path.join(shop.workingDirectory, 'recorded.db');
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
    try {
      expect(await shop.leasesOn('cart')).toHaveLength(1);
      await expect(shop.platform.openRun('other')).rejects.toThrow(
        `process ${holder.pid} already plays a run`,
      );
      holder.kill(signal);
      const isUndone = async () => (await shop.leasesOn('cart')).length === 0;
      expect(await waitUntil(isUndone, { timeoutMs: UNDO_MS })).toBe(true);
      await inRun('next', async () => {});
      expect(existsSync(path.join(shop.workingDirectory, 'run.db-wal'))).toBe(false);
    } finally {
      holder.kill('SIGKILL');
    }
  });
});

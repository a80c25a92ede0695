import { Agent, request } from 'undici';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withVariant } from '../../flags/flag-file.ts';
import { TestShop } from './test-shop.ts';

/** One connection each: every one is kept alive and used again and again. */
const CLIENTS = 8;

const { signal } = new AbortController();

let shop: TestShop;
let agent: Agent;
beforeAll(async () => {
  agent = new Agent({ connections: CLIENTS });
  shop = await TestShop.start();
  const flags = await shop.platform.readFlagFile();
  await shop.platform.writeFlagFile(withVariant(flags, 'latency-profile', 'fast'));
}, 120_000);
afterAll(async () => {
  await agent.close();
  await shop.destroy();
});

const latte = { itemId: 'nebula-latte', quantity: 1, basePrice: 5.99 };

interface Traffic {
  answered: number;
  readonly lost: unknown[];
}

/** Buys again and again, without any second try of its own, until told to stop. */
async function buyer(url: string, traffic: Traffic, signal: AbortSignal): Promise<void> {
  const post = async (path: string, body: object) => {
    const headers = { 'content-type': 'application/json' };
    const answer = await request(`${url}${path}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
      dispatcher: agent,
    });
    const json = (await answer.body.json()) as { readonly id: string };
    if (answer.statusCode >= 500)
      throw new Error(`${path} answered ${answer.statusCode} ${JSON.stringify(json)}`);
    traffic.answered += 1;
    return json;
  };
  while (!signal.aborted) {
    try {
      const { id: cartId } = await post('/api/cart', {});
      await post(`/api/cart/${cartId}/items`, latte);
      await post('/api/checkout', { customerName: 'Ada', cartId });
    } catch (error) {
      traffic.lost.push(error);
    }
  }
}

async function underLoad(work: () => Promise<void>): Promise<Traffic> {
  const traffic: Traffic = { answered: 0, lost: [] };
  const { url } = await shop.platform.status();
  const done = new AbortController();
  const buyers = Array.from({ length: CLIENTS }, () => buyer(url, traffic, done.signal));
  await work();
  done.abort();
  await Promise.all(buyers);
  return traffic;
}

test.each(['orders', 'gateway', 'frontend'])(
  '%s restarts under load without losing a request',
  async (service) => {
    const first = await shop.pidOf(service);
    const { answered, lost } = await underLoad(async () => {
      await shop.platform.restart(service, signal);
    });
    expect(lost).toEqual([]);
    expect(answered).toBeGreaterThan(100);
    expect(await shop.pidOf(service)).not.toBe(first);
    expect(() => process.kill(first, 0)).toThrow('ESRCH');
    const { parts } = await shop.platform.status();
    expect(parts.find(({ name }) => name === service)).toMatchObject({ state: 'ready', restarts: 0 });
  },
  60_000,
);

test('a fault in force is in force in the new process, before it serves anybody', async () => {
  const session = await shop.platform.openRun('restart-test');
  await session.applyOverrides(['cart'], [{ flag: 'cart-ttl-seconds', value: 77 }]);
  await shop.platform.restart('cart', signal);
  expect(await shop.leasesOn('cart')).toMatchObject([
    { overrides: [{ flag: 'cart-ttl-seconds', value: 77 }] },
  ]);
  expect(await session.releaseOverrides()).toEqual([]);
  await session.close();
});

test('a new process that dies is started again at the address of the service', async () => {
  process.kill(await shop.pidOf('cart'), 'SIGKILL');
  expect(await shop.isReady('cart')).toBe(true);
  await shop.platform.restart('cart', signal);
  expect(await shop.isReady('cart')).toBe(true);
});

test.each(['crt', 'redis'])('refuses %s, which is no service', async (name) => {
  await expect(shop.platform.restart(name, signal)).rejects.toThrow(
    `"${name}" is not a service of this shop`,
  );
});

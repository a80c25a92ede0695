import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ChaosLeases, type ChaosTarget } from './chaos-leases.ts';
import { askHttp } from './local/supervisor/ask-http.ts';
import { waitUntil } from './local/wait-until.ts';

/** An instance that keeps leases as the wire contract says, but never lets one run out. */
class Instance {
  readonly seen: string[] = [];
  readonly leases = new Map<string, { expiresInMs: number; overrides: unknown }>();
  /** Set to make it silent. */
  isFrozen = false;
  status = 200;
  readonly #server: Server;

  constructor() {
    this.#server = createServer(async (request, response) => {
      if (this.isFrozen) return;
      await this.#take(request);
      const leases = [...this.leases].map(([id, { overrides }]) => ({ id, overrides }));
      response.writeHead(this.status).end(JSON.stringify({ instance: 'cart-1', leases }));
    });
  }

  async listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`; // a TCP server's
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #take(request: IncomingMessage): Promise<void> {
    const { method = '', url = '', headers } = request;
    this.seen.push(`${method} ${url} ${headers.authorization}`);
    const id = url.slice('/chaos/leases/'.length);
    if (method === 'PUT' && this.status === 200) this.leases.set(id, JSON.parse(await text(request)));
    if (method === 'DELETE') this.leases.delete(id);
  }
}

const OVERRIDE = { flag: 'latency-profile', value: 'fast' } as const;
let instance: Instance;
let isProcessUp: boolean;
let leases: ChaosLeases;

beforeEach(async () => {
  instance = new Instance();
  isProcessUp = true;
  const url = await instance.listen();
  const target: ChaosTarget = {
    service: 'cart',
    instance: 'cart-1',
    ask: (question) => askHttp({ ...question, url: `${url}${question.path}`, token: 'secret' }),
    isRunning: () => isProcessUp,
  };
  leases = new ChaosLeases('run-1', () => [target]);
});

afterEach(async () => {
  instance.isFrozen = false;
  await leases.release();
  instance.close();
});

describe('leases of a run', () => {
  it('are short, renewed while they are wanted, and asked for with the token', async () => {
    await leases.apply(['cart'], [OVERRIDE]);
    expect(instance.leases.get('run-1')).toEqual({ expiresInMs: 2000, overrides: [OVERRIDE] });
    const isRenewed = () =>
      instance.seen.filter((line) => line === 'PUT /chaos/leases/run-1 Bearer secret').length >= 3;
    expect(await waitUntil(isRenewed, { timeoutMs: 10_000 })).toBe(true);
  });

  it('add up, the later value of a flag in place of the earlier', async () => {
    await leases.apply(['cart'], [OVERRIDE, { flag: 'cart-ttl-seconds', value: 60 }]);
    await leases.apply(['cart'], [{ flag: 'latency-profile', value: 'realistic' }]);
    expect(instance.leases.get('run-1')?.overrides).toEqual([
      { flag: 'latency-profile', value: 'realistic' },
      { flag: 'cart-ttl-seconds', value: 60 },
    ]);
  });

  it('are gone after a release, and nothing brings them back', async () => {
    await leases.apply(['cart'], [OVERRIDE]);
    expect(await leases.release()).toEqual([]);
    expect(leases.isHolding).toBe(false);
    leases.renew('cart');
    expect(await leases.release()).toEqual([]);
    expect(instance.leases.size).toBe(0);
  });

  it('name the instance that refuses them', async () => {
    instance.status = 403;
    await expect(leases.apply(['cart'], [OVERRIDE])).rejects.toThrow(
      'overrides were not taken by cart-1 (answered 403',
    );
    instance.status = 200;
  });

  it('count as left when an instance that runs cannot be asked', async () => {
    await leases.apply(['cart'], [OVERRIDE]);
    instance.isFrozen = true;
    expect(await leases.release()).toEqual([
      { instance: 'cart-1', leases: [{ id: 'run-1', overrides: [OVERRIDE] }] },
    ]);
  });

  it('count as gone when the process of the instance is', async () => {
    await leases.apply(['cart'], [OVERRIDE]);
    isProcessUp = false;
    instance.close();
    expect(await leases.release()).toEqual([]);
  });
});

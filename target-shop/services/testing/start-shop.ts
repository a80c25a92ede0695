import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import pg from 'pg';
import type { FlagOverride } from '../../contract/chaos-wire.ts';
import { SETTINGS } from '../../contract/settings.ts';
import { createService, type RunningService } from '../../kit/create-service.ts';
import type { ServiceDefinition } from '../../kit/kit.ts';
import { type ServiceName, serviceRow } from '../../service-table.ts';
import { cart } from '../cart/routes.ts';
import { catalog } from '../catalog/routes.ts';
import { frontend } from '../frontend/routes.ts';
import { gateway } from '../gateway/routes.ts';
import { orders } from '../orders/routes.ts';
import { type ProviderStub, startProviderStub } from '../payment/provider-stub.ts';
import { payment } from '../payment/routes.ts';
import { pricing } from '../pricing/routes.ts';
import { recommendation } from '../recommendation/routes.ts';

/** The eight services in this process, over a real Redis and a real Postgres. */
export interface TestShop {
  /** Sends a request to a service, the frontend unless told otherwise. */
  ask(path: string, options?: AskOptions): Promise<Answer>;
  /** Puts overrides in force on a service, as the tool does. @returns what ends them */
  override(service: ServiceName, ...overrides: readonly FlagOverride[]): Promise<() => Promise<void>>;
  readonly redis: Redis;
  readonly postgres: pg.Pool;
  readonly provider: ProviderStub;
  readonly services: ReadonlyMap<ServiceName, RunningService>;
  stop(): Promise<void>;
}

/** Empty stores of the test's own; the shop ends them with itself. */
export interface ShopStores {
  readonly redisUrl: string;
  readonly postgresUrl: string;
  stop(): Promise<void>;
}

export interface AskOptions {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  readonly body?: unknown;
  readonly service?: ServiceName;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of many shapes
  readonly body: any;
}

const TOKEN = 'test-token';

/** Starts the whole shop on free ports. @param profile value of the flag `latency-profile`, `fast` by default */
export async function startTestShop(
  stores: ShopStores,
  profile: 'fast' | 'realistic' = 'fast',
): Promise<TestShop> {
  const redis = new Redis(stores.redisUrl);
  const postgres = new pg.Pool({ connectionString: stores.postgresUrl });
  const providers: ProviderStub[] = [];
  const services = new Map<ServiceName, RunningService>();
  const definitions: readonly ServiceDefinition[] = [
    catalog,
    cart,
    pricing,
    payment(async (kit) => {
      const stub = await startProviderStub(kit, 0);
      providers.push(stub);
      return stub;
    }),
    recommendation,
    orders,
    gateway,
    frontend,
  ];
  for (const definition of definitions) {
    services.set(definition.name, await createService(definition, { env: environment(definition.name) }));
  }

  function environment(name: ServiceName): Record<string, string> {
    const peers = serviceRow(name).calls.map((peer) => [peer, services.get(peer)?.url]);
    return {
      [SETTINGS.service]: name,
      [SETTINGS.instance]: `${name}-1`,
      [SETTINGS.port]: '0',
      [SETTINGS.peers]: JSON.stringify(Object.fromEntries(peers)),
      [SETTINGS.redisUrl]: stores.redisUrl,
      [SETTINGS.postgresUrl]: stores.postgresUrl,
      [SETTINGS.token]: TOKEN,
      [SETTINGS.logLevel]: 'silent',
    };
  }

  const ask: TestShop['ask'] = async (path, { method = 'GET', body, service = 'frontend', headers } = {}) => {
    const response = await fetch(`${services.get(service)?.url}${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false;
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
  };

  const override: TestShop['override'] = async (service, ...overrides) => {
    const path = `/chaos/leases/test-${overrides.map(({ flag }) => flag).join('-')}`;
    const headers = { authorization: `Bearer ${TOKEN}` };
    const lease = { expiresInMs: 60_000, overrides };
    const { status } = await ask(path, { method: 'PUT', body: lease, service, headers });
    if (status !== 200) throw new Error(`${service} refused the lease with ${status}`);
    return async () => void (await ask(path, { method: 'DELETE', service, headers }));
  };

  for (const name of services.keys()) {
    while ((await ask('/ready', { service: name })).status !== 200) await delay(25);
    await override(name, { flag: 'latency-profile', value: profile });
  }
  const [provider] = providers;
  if (provider === undefined) throw new Error('payment started no provider');

  return {
    ask,
    override,
    redis,
    postgres,
    provider,
    services,
    async stop() {
      for (const service of [...services.values()].reverse()) await service.close();
      redis.disconnect();
      await postgres.end();
      await stores.stop();
    },
  };
}

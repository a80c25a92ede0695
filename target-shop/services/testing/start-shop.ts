import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import pg from 'pg';
import type { FlagOverride } from '../../contract/chaos-wire.ts';
import { SETTINGS } from '../../contract/settings.ts';
import { createService, type RunningService } from '../../kit/create-service.ts';
import { checkedByDocument } from '../../kit/testing/contract-check.ts';
import { type ServiceName, type ShopSize, serviceRow } from '../../service-table.ts';
import { ad } from '../ad/routes.ts';
import { cart } from '../cart/routes.ts';
import { catalog } from '../catalog/routes.ts';
import { currency } from '../currency/routes.ts';
import { frontend } from '../frontend/routes.ts';
import { fulfillment } from '../fulfillment/routes.ts';
import { gateway } from '../gateway/routes.ts';
import { orders } from '../orders/routes.ts';
import { type ProviderStub, startProviderStub } from '../payment/provider-stub.ts';
import { payment } from '../payment/routes.ts';
import { pricing } from '../pricing/routes.ts';
import { recommendation } from '../recommendation/routes.ts';
import { shipping } from '../shipping/routes.ts';
import { user } from '../user/routes.ts';

/**
 * The services in this process, over a real Redis and a real Postgres. Each checks what it receives and answers
 * against its OpenAPI document; what is not as documented fails the next request, or the end.
 */
export interface TestShop {
  /** Sends a request to a service, the frontend unless told otherwise. */
  ask(path: string, options?: AskOptions): Promise<Answer>;
  /** Puts overrides in force on a service, as the tool does. @returns what ends them */
  override(service: ServiceName, ...overrides: readonly FlagOverride[]): Promise<() => Promise<void>>;
  /** Makes a service send the telemetry it holds. */
  flush(service: ServiceName): Promise<void>;
  /** Where a service listens. */
  urlOf(service: ServiceName): string;
  /** Answers, once, what was not as documented so far: for tests that send by themselves. */
  takeMismatches(): readonly string[];
  readonly redis: Redis;
  readonly postgres: pg.Pool;
  /** Ends a service. */
  end(name: ServiceName): Promise<void>;
  /** Starts an ended service again, where it was; payment with a provider. */
  start(name: ServiceName): Promise<void>;
  /** Ends the payment provider, but not payment. */
  endProvider(): Promise<void>;
  stop(): Promise<void>;
}

/** Empty stores of the test's own; the shop ends them with itself. */
export interface ShopStores {
  readonly redisUrl: string;
  readonly postgresUrl: string;
  stop(): Promise<void>;
}

/** A request, GET to the frontend unless it says otherwise. */
export interface AskOptions {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  readonly body?: unknown;
  readonly service?: ServiceName;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What came back, its JSON parsed. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of many shapes
  readonly body: any;
}

/** Token of the services' control routes. */
export const TOKEN = 'test-token';

/** How a test wants its shop. */
export interface TestShopOptions {
  /** Value of the flag `latency-profile`; `fast` unless told otherwise. */
  readonly profile?: 'fast' | 'realistic';
  /** `core` unless told otherwise. */
  readonly size?: ShopSize;
  /** For every service, beside what it needs. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts a shop on free ports. */
export async function startTestShop(
  stores: ShopStores,
  { profile = 'fast', size = 'core', env = {} }: TestShopOptions = {},
): Promise<TestShop> {
  const redis = new Redis(stores.redisUrl);
  const postgres = new pg.Pool({ connectionString: stores.postgresUrl });
  const services = new Map<ServiceName, RunningService>();
  let provider: ProviderStub | undefined;
  const paymentWithProvider = payment(async (kit) => {
    provider = await startProviderStub(kit, 0);
    return provider;
  });
  const all = [
    currency,
    ad,
    shipping,
    user,
    catalog,
    cart,
    pricing,
    paymentWithProvider,
    recommendation,
    orders,
    fulfillment,
    gateway,
    frontend,
  ];
  const definitions = all.filter(({ name }) => size === 'full' || serviceRow(name).size === size);

  const mismatches: string[] = [];
  const ask: TestShop['ask'] = async (path, options = {}) => {
    const answer = await send(`${services.get(options.service ?? 'frontend')?.url}${path}`, options);
    failOn(mismatches);
    return answer;
  };
  const override: TestShop['override'] = (service, ...overrides) => lease(ask, service, overrides);
  const start = async (name: ServiceName) => {
    const definition = definitions.find((one) => one.name === name);
    if (definition === undefined) throw new Error(`no service ${name}`);
    const checked = checkedByDocument(definition, (sentence) => mismatches.push(sentence));
    services.set(
      name,
      await createService(checked, { env: { ...environment(name, services, stores), ...env } }),
    );
    while ((await ask('/ready', { service: name })).status !== 200) await delay(25);
    await override(name, { flag: 'latency-profile', value: profile });
  };

  for (const { name } of definitions) await start(name);
  return {
    ask,
    override,
    async flush(service) {
      await ask('/admin/flush', { method: 'POST', service, headers: { authorization: `Bearer ${TOKEN}` } });
    },
    urlOf: (service) => String(services.get(service)?.url),
    takeMismatches: () => mismatches.splice(0),
    redis,
    postgres,
    start,
    end: async (name) => services.get(name)?.close(),
    endProvider: async () => provider?.close(),
    async stop() {
      for (const service of [...services.values()].reverse()) await service.close();
      redis.disconnect();
      await postgres.end();
      await stores.stop();
      failOn(mismatches);
    },
  };
}

/** @throws Error that says what some service of the shop received or answered against its OpenAPI document */
function failOn(mismatches: string[]): void {
  if (mismatches.length > 0) throw new Error(`not as documented: ${mismatches.splice(0).join('\n')}`);
}

/** A service that ran before gets its port again, so that its callers find it. */
function environment(
  name: ServiceName,
  services: ReadonlyMap<ServiceName, RunningService>,
  { redisUrl, postgresUrl }: ShopStores,
): Record<string, string> {
  const peers = serviceRow(name).calls.map((peer) => [peer, services.get(peer)?.url]);
  return {
    [SETTINGS.service]: name,
    [SETTINGS.instance]: `${name}-1`,
    [SETTINGS.port]: new URL(services.get(name)?.url ?? 'http://none:0').port,
    [SETTINGS.peers]: JSON.stringify(Object.fromEntries(peers)),
    [SETTINGS.redisUrl]: redisUrl,
    [SETTINGS.postgresUrl]: postgresUrl,
    [SETTINGS.token]: TOKEN,
    [SETTINGS.logLevel]: 'silent',
  };
}

async function send(url: string, { method = 'GET', body, headers }: AskOptions): Promise<Answer> {
  const response = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json') ?? false;
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}

async function lease(
  ask: TestShop['ask'],
  service: ServiceName,
  overrides: readonly FlagOverride[],
): Promise<() => Promise<void>> {
  const path = `/chaos/leases/test-${overrides.map(({ flag }) => flag).join('-')}`;
  const headers = { authorization: `Bearer ${TOKEN}` };
  const body = { expiresInMs: 60_000, overrides };
  const { status } = await ask(path, { method: 'PUT', body, service, headers });
  if (status !== 200) throw new Error(`${service} refused the lease with ${status}`);
  return async () => void (await ask(path, { method: 'DELETE', service, headers }));
}

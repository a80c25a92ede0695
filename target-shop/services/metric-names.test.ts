import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestStores } from '../../cli/platform/local/stores/test-stores.ts';
import { SERVICES, type ServiceName } from '../service-table.ts';
import { aDaysWork } from './testing/a-days-work.ts';
import { startTestShop, type TestShop } from './testing/start-shop.ts';

/** Every name of the requirements that the services that exist must show after a day's work. */
const EVERYWHERE = [
  'http_requests_total',
  'http_request_duration_seconds_bucket',
  'http_server_request_duration_seconds_bucket',
  'flag_evaluations_total',
  'release_requests_total',
  'process_memory_usage_bytes',
  'process_cpu_time_seconds_total',
  'process_uptime_seconds',
  'v8js_memory_heap_used_bytes',
  'v8js_memory_heap_limit_bytes',
  'nodejs_eventloop_delay_p99_seconds',
];
const WITH_PEERS = ['http_client_duration_seconds_bucket'];
const WITH_GUARDED_PEERS = ['circuit_breaker_state', 'petstore_circuit_breaker_state'];
const WITH_REDIS = ['store_up', 'redis_command_duration_seconds_bucket'];
const WITH_POSTGRES = [
  'store_up',
  'db_query_duration_seconds_bucket',
  'db_pool_active',
  'db_pool_max',
  'db_pool_wait_seconds_bucket',
];

const NAMES: Readonly<Record<ServiceName, readonly string[]>> = {
  frontend: [...WITH_PEERS],
  gateway: [
    ...WITH_PEERS,
    ...WITH_GUARDED_PEERS,
    'retries_total',
    'http_request_errors_total',
    'rate_limited_total',
    'fault_injected_total',
  ],
  catalog: [...WITH_POSTGRES, ...WITH_REDIS, 'cache_requests_total'],
  recommendation: [...WITH_PEERS, ...WITH_GUARDED_PEERS, ...WITH_REDIS, 'cache_requests_total'],
  cart: [
    ...WITH_REDIS,
    'carts_created_total',
    'carts_converted_total',
    'carts_abandoned_total',
    'cart_items_added_total',
    'cart_items_removed_total',
    'cart_items_bucket',
    'cart_session_seconds_bucket',
    'redis_memory_used_bytes',
    'redis_connected_clients',
    'redis_expired_keys_total',
    'redis_evicted_keys_total',
    'fault_injected_total',
  ],
  orders: [
    ...WITH_PEERS,
    ...WITH_GUARDED_PEERS,
    ...WITH_POSTGRES,
    ...WITH_REDIS,
    'orders_total',
    'order_value_cents_bucket',
    'saga_completed_total',
    'saga_step_duration_seconds_bucket',
    'petstore_saga_completed_total',
    'fallback_total',
  ],
  pricing: [
    ...WITH_REDIS,
    'validations_total',
    'pricing_duration_seconds_bucket',
    'inventory_stock',
    'inventory_replenished_total',
  ],
  payment: [...WITH_PEERS, ...WITH_GUARDED_PEERS, ...WITH_POSTGRES, 'payments_total'],
  shipping: [...WITH_PEERS, ...WITH_GUARDED_PEERS, 'shipping_tasks_published_total'],
  fulfillment: [
    ...WITH_PEERS,
    ...WITH_GUARDED_PEERS,
    'shipping_tasks_processed_total',
    'queue_depth',
    'queue_unacked',
    'queue_consumers',
    'queue_dead_letters',
    'rabbitmq_queue_messages',
    'rabbitmq_queue_messages_unacked',
    'rabbitmq_queue_consumers',
  ],
  user: [...WITH_POSTGRES, ...WITH_REDIS, 'logins_total'],
  currency: [...WITH_REDIS, 'cache_requests_total', 'currency_conversions_total'],
  ad: [...WITH_REDIS, 'cache_requests_total', 'ads_shown_total'],
};

let shop: TestShop;
beforeAll(async () => {
  shop = await startTestShop(await startTestStores(), { size: 'full' });
  await aDaysWork(shop);
});
afterAll(() => shop.stop());

const textOf = async (service: ServiceName): Promise<string> =>
  (await shop.ask('/metrics', { service })).body;

test.each(SERVICES.map(({ name }) => name))('%s shows every metric it must', async (service) => {
  const text = await textOf(service);
  const names = new Set([...text.matchAll(/^([a-z_:0-9]+)[{ ]/gm)].map(([, name]) => String(name)));
  const missing = [...EVERYWHERE, ...NAMES[service]].filter((name) => !names.has(name));
  expect(missing, [...names].sort().join('\n')).toEqual([]);
});

test.each(SERVICES.map(({ name }) => name))('%s names no unit twice', async (service) => {
  expect((await textOf(service)).match(/^\w*_seconds_seconds\w*/m)).toBeNull();
});

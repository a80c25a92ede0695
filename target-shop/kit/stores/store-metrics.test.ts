import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { expect, test } from 'vitest';
import type { Store } from '../../service-table.ts';
import type { ServiceStore } from './service-store.ts';
import { observeStores } from './store-metrics.ts';

function store(name: Store, problem: ServiceStore['problem']): ServiceStore {
  return { store: name, problem, close: async () => {} };
}

test('stores that answer are up; those with a problem, and those that answer too late, are not', async () => {
  const reader = new PrometheusExporter({ preventServerStart: true });
  const meter = new MeterProvider({ readers: [reader] }).getMeter('test');
  let asked = 0;
  const end = observeStores(meter, [
    store('orders-db', async () => {
      asked += 1;
      return undefined;
    }),
    store('orders-cache', async () => 'connection is closed'),
    store('user-db', async () => {
      throw new Error('refused');
    }),
    store('carts-db', () => new Promise(() => {})),
  ]);
  const shown = async () => {
    const { resourceMetrics } = await reader.collect();
    const text = new PrometheusSerializer('', false, undefined, true, true).serialize(resourceMetrics);
    return text.match(/^store_up.*$/gm) ?? [];
  };
  expect((await shown()).sort()).toEqual([
    'store_up{store="carts-db",system="redis"} 0',
    'store_up{store="orders-cache",system="redis"} 0',
    'store_up{store="orders-db",system="postgresql"} 1',
    'store_up{store="user-db",system="postgresql"} 0',
  ]);
  expect(asked).toBe(1);
  end();
  await shown();
  expect(asked, 'stores that are about to be closed are not asked any more').toBe(1);
});

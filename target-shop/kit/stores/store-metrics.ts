import type { BatchObservableCallback, Meter } from '@opentelemetry/api';
import { STORE_SYSTEMS } from '../../service-table.ts';
import { withinTime } from '../service/within-time.ts';
import type { ServiceStore } from './service-store.ts';

/** A store that needs longer cannot be used; metrics must not wait for it. */
const PATIENCE_MS = 1000;

/**
 * Observes `store_up`: whether the service can use its stores, 1 or 0, asked whenever metrics are read.
 * @returns ends the observation; to be called before the stores are closed, which is no outage
 */
export function observeStores(meter: Meter, stores: readonly ServiceStore[]): () => void {
  if (stores.length === 0) return () => {};
  const up = meter.createObservableGauge('store_up', {
    description: 'Whether the service can use its store: 1 or 0.',
  });
  const observe: BatchObservableCallback = async (result) => {
    await Promise.all(
      stores.map(async (one) => {
        const { store } = one;
        result.observe(up, (await isUsable(one)) ? 1 : 0, { store, system: STORE_SYSTEMS[store] });
      }),
    );
  };
  meter.addBatchObservableCallback(observe, [up]);
  return () => meter.removeBatchObservableCallback(observe, [up]);
}

async function isUsable(store: ServiceStore): Promise<boolean> {
  const problem = withinTime(PATIENCE_MS, store.problem());
  return problem.then(
    (found) => found === undefined,
    () => false,
  );
}

import type { Histogram, Meter } from '@opentelemetry/api';
import type { Pool } from 'pg';
import type { Store } from '../../service-table.ts';

/** Seconds; as for store calls, of which the wait is a part. */
const WAIT_BOUNDS_SECONDS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10];

/**
 * Observes how many connections a pool has, may have and is asked for.
 * @returns takes how many seconds a caller waited for a connection
 */
export function observePool(
  pool: Pool,
  meter: Meter,
  { store, max }: { readonly store: Store; readonly max: number },
): Pick<Histogram, 'record'> {
  const name = { 'db.client.connection.pool.name': store };
  const count = meter.createObservableUpDownCounter('db.client.connection.count', { unit: '{connection}' });
  const limit = meter.createObservableUpDownCounter('db.client.connection.max', { unit: '{connection}' });
  const waiting = meter.createObservableUpDownCounter('db.client.connection.pending_requests', {
    unit: '{request}',
  });
  meter.addBatchObservableCallback(
    (result) => {
      result.observe(count, pool.totalCount - pool.idleCount, {
        ...name,
        'db.client.connection.state': 'used',
      });
      result.observe(count, pool.idleCount, { ...name, 'db.client.connection.state': 'idle' });
      result.observe(limit, max, name);
      result.observe(waiting, pool.waitingCount, name);
    },
    [count, limit, waiting],
  );
  const waits = meter.createHistogram('db.client.connection.wait_time', {
    unit: 's',
    advice: { explicitBucketBoundaries: WAIT_BOUNDS_SECONDS },
  });
  return { record: (seconds) => waits.record(seconds, name) };
}

import type { Meter } from '@opentelemetry/api';
import type { Redis } from 'ioredis';
import { withinTime } from '../service/within-time.ts';

/** One that answers later is not asked for. */
const PATIENCE_MS = 1000;

/** What `INFO` calls it, beside the metric's name. */
const GAUGES = [
  ['redis_memory_used_bytes', 'used_memory', 'Memory the Redis uses.'],
  ['redis_connected_clients', 'connected_clients', 'Who is connected to the Redis.'],
] as const;
const COUNTERS = [
  ['redis_expired_keys_total', 'expired_keys', 'Keys whose time was over.'],
  ['redis_evicted_keys_total', 'evicted_keys', 'Keys that went for lack of memory.'],
] as const;

/** Observes the Redis itself (C-28), whenever metrics are read; nothing while it is away. */
export function observeRedisServer(meter: Meter, redis: Redis): void {
  const places = [
    ...GAUGES.map(([name, field, description]) => ({
      field,
      metric: meter.createObservableGauge(name, { description }),
    })),
    ...COUNTERS.map(([name, field, description]) => ({
      field,
      metric: meter.createObservableCounter(name, { description }),
    })),
  ];
  meter.addBatchObservableCallback(
    async (result) => {
      const info = await withinTime(PATIENCE_MS, redis.info()).catch(() => '');
      for (const { field, metric } of places) {
        const value = new RegExp(`^${field}:(\\d+)`, 'm').exec(info)?.[1];
        if (value !== undefined) result.observe(metric, Number(value));
      }
    },
    places.map(({ metric }) => metric),
  );
}

import type { Meter } from '@opentelemetry/api';
import { SHIPPING_QUEUE } from '../shipping-task.ts';
import type { QueueState } from './consumer.ts';

const GAUGES = {
  queue_depth: ['Tasks that wait.', 'depth'],
  queue_unacked: ['Tasks in hand.', 'unacked'],
  queue_consumers: ['Who works on the queue.', 'consumers'],
  queue_dead_letters: ['Tasks that failed to the end.', 'deadLetters'],
} as const satisfies Record<string, readonly [string, keyof QueueState]>;

/** Shows how the queue stands whenever metrics are read; nothing while it is away. */
export function showQueue(meter: Meter, state: () => Promise<QueueState>): void {
  const gauges = Object.entries(GAUGES).map(([name, [description, key]]) => ({
    gauge: meter.createObservableGauge(name, { description }),
    key,
  }));
  meter.addBatchObservableCallback(
    async (observer) => {
      const now = await state().catch(() => undefined);
      if (now === undefined) return;
      for (const { gauge, key } of gauges) observer.observe(gauge, now[key], { queue: SHIPPING_QUEUE });
    },
    gauges.map(({ gauge }) => gauge),
  );
}

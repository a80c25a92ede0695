import { Queue, Worker } from 'bullmq';
import type { Kit } from '../../kit/kit.ts';
import { QUEUE_CONNECTION, SHIPPING_QUEUE, type ShippingTask } from '../shipping-task.ts';
import { deliver } from './pack.ts';

/** How a queue stands. */
export interface QueueState {
  readonly depth: number;
  readonly unacked: number;
  readonly deadLetters: number;
  readonly completed: number;
  readonly consumers: number;
}

const CONCURRENCY = 4;
/** A task whose consumer has died goes to another after this. */
const LOCK_MS = 10_000;

/**
 * Begins to work on shipping tasks. A task is given back when its consumer ends in the middle of it, and what
 * fails five times is a dead letter.
 * @returns answers how the queue stands
 */
export function consumeTasks(kit: Kit): () => Promise<QueueState> {
  const orders = kit.peer('orders');
  const processed = kit.meter.createCounter('shipping_tasks_processed_total', {
    description: 'Attempts at shipping tasks, by result.',
  });
  const worker = new Worker<ShippingTask>(
    SHIPPING_QUEUE,
    async (job) => {
      const { carrier, ...task } = job.data;
      const attributes = {
        'messaging.system': 'bullmq',
        'messaging.operation.type': 'process',
        'messaging.destination.name': SHIPPING_QUEUE,
        'messaging.message.id': job.id ?? '',
        'order.id': task.orderId,
        ...(task.correlationId === null ? {} : { 'correlation.id': task.correlationId }),
      };
      const isSeparate = kit.flags.get('queue-trace') === 'link';
      const message = { name: `process ${SHIPPING_QUEUE}`, carrier, attributes, isSeparate };
      await kit.consume(message, () => deliver(kit, orders, job.data));
    },
    {
      connection: kit.redis().duplicate(QUEUE_CONNECTION),
      concurrency: CONCURRENCY,
      lockDuration: LOCK_MS,
    },
  );
  worker.on('error', () => {}); // the store's own connection tells of outages
  worker.on('completed', () => processed.add(1, { result: 'done' }));
  worker.on('failed', (job, error) => {
    processed.add(1, { result: 'failed' });
    kit.log.warn({ err: error, 'order.id': job?.data.orderId }, 'Shipping task failed');
  });
  // Waits for the tasks in hand; what takes longer is given to another consumer.
  kit.onClose(() => worker.close());
  return queueState(kit);
}

function queueState(kit: Kit): () => Promise<QueueState> {
  const queue = new Queue(SHIPPING_QUEUE, {
    connection: kit.redis().duplicate({ ...QUEUE_CONNECTION, enableOfflineQueue: false }),
  });
  queue.on('error', () => {});
  kit.onClose(() => queue.close());
  return async () => {
    const [counts, consumers] = await Promise.all([
      queue.getJobCounts('waiting', 'delayed', 'active', 'failed', 'completed'),
      queue.getWorkersCount(),
    ]);
    const { waiting = 0, delayed = 0, active = 0, failed = 0, completed = 0 } = counts;
    return { depth: waiting + delayed, unacked: active, deadLetters: failed, completed, consumers };
  };
}

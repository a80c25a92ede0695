import { Queue } from 'bullmq';
import { HttpProblem } from '../../kit/http-problem.ts';
import type { Kit } from '../../kit/kit.ts';
import { requestInHand } from '../../kit/request-in-hand.ts';
import { QUEUE_CONNECTION, SHIPPING_QUEUE, type ShippingTask } from '../shipping-task.ts';

/** The door of the queue: what is asked for is in it, or the asker knows that it is not. */
export interface TaskQueue {
  /** @throws HttpProblem 503 QUEUE_FULL or QUEUE_UNAVAILABLE */
  publish(orderId: string): Promise<string>;
  /** Answers whether the task was taken out before anybody began with it. @throws HttpProblem 503 QUEUE_UNAVAILABLE */
  remove(orderId: string): Promise<boolean>;
}

/** A queue that does not answer within this is away: the asker has an outbox. */
const ANSWER_WITHIN_MS = 1500;
const ATTEMPTS = 5;
const FIRST_RETRY_MS = 500;

/** Answers the queue of shipping tasks on the service's Redis. */
export function openTaskQueue(kit: Kit): TaskQueue {
  const queue = new Queue<ShippingTask>(SHIPPING_QUEUE, {
    connection: kit.redis().duplicate({ ...QUEUE_CONNECTION, enableOfflineQueue: false }),
    defaultJobOptions: {
      attempts: ATTEMPTS,
      backoff: { type: 'exponential', delay: FIRST_RETRY_MS },
      removeOnComplete: { count: 1000 },
      // Those that failed to the end are the dead letters, kept to be looked at.
      removeOnFail: { count: 1000 },
    },
  });
  queue.on('error', () => {}); // the store's own connection tells of outages
  kit.onClose(() => queue.close());
  const published = kit.meter.createCounter('shipping_tasks_published_total', {
    description: 'Shipping tasks put into the queue, or refused, by result.',
  });

  return {
    async publish(orderId) {
      const longest = kit.flags.get('queue-max-length');
      const waiting = await answered(() => queue.count());
      if (longest > 0 && waiting >= longest) {
        published.add(1, { result: 'rejected' });
        throw new HttpProblem(503, 'QUEUE_FULL', `The queue holds ${waiting} tasks and takes no more`, {
          headers: { 'Retry-After': '5' },
        });
      }
      const shipmentId = `shipment-${orderId}`;
      const correlationId = requestInHand()?.correlationId ?? null;
      const task = { orderId, shipmentId, correlationId, carrier: kit.carrier() };
      // The job's id makes a second publishing of the same order do nothing.
      await answered(() => queue.add(SHIPPING_QUEUE, task, { jobId: shipmentId }));
      published.add(1, { result: 'published' });
      return shipmentId;
    },
    remove: async (orderId) => (await answered(() => queue.remove(`shipment-${orderId}`))) === 1,
  };
}

/** @throws HttpProblem 503 QUEUE_UNAVAILABLE */
async function answered<T>(ask: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ANSWER_WITHIN_MS} ms`)), ANSWER_WITHIN_MS);
  });
  try {
    return await Promise.race([ask(), late]);
  } catch (cause) {
    throw new HttpProblem(503, 'QUEUE_UNAVAILABLE', `The queue is away: ${(cause as Error).message}`, {
      headers: { 'Retry-After': '5' },
      cause,
    });
  } finally {
    clearTimeout(timer);
  }
}

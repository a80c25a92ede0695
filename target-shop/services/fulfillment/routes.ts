import { type Route, route } from '../../kit/http/route.ts';
import { HttpProblem } from '../../kit/http-problem.ts';
import type { Kit, ServiceDefinition } from '../../kit/kit.ts';
import { SHIPPING_QUEUE } from '../shipping-task.ts';
import { FULFILLMENT_STATS } from './api.ts';
import { consumeTasks } from './consumer.ts';
import { showQueue } from './queue-metrics.ts';

/** Fulfillment: takes shipping tasks from the queue, and orders to their customers. */
export const fulfillment: ServiceDefinition = { name: 'fulfillment', routes: fulfillmentRoutes };

function fulfillmentRoutes(kit: Kit): readonly Route[] {
  const state = consumeTasks(kit);
  showQueue(kit.meter, state);
  return [
    route(FULFILLMENT_STATS, async (_input, res) => {
      const now = await state().catch((cause: Error) => {
        throw new HttpProblem(503, 'QUEUE_UNAVAILABLE', `The queue is away: ${cause.message}`, { cause });
      });
      res.json({ queue: SHIPPING_QUEUE, ...now });
    }),
  ];
}

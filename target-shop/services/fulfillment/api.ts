import * as z from 'zod';
import { operation } from '../../kit/http/operation.ts';

const count = z.int().min(0);

export const FULFILLMENT_STATS = operation({
  method: 'GET',
  path: '/stats',
  summary: 'Answers how the queue stands: waiting, in hand, failed to the end, and who works on it.',
  answers: {
    200: z.object({
      queue: z.string(),
      depth: count,
      unacked: count,
      deadLetters: count,
      completed: count,
      consumers: count,
    }),
    503: ['QUEUE_UNAVAILABLE'],
  },
});

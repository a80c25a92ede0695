import * as z from 'zod';
import { operation } from '../../kit/http/operation.ts';
import { text } from '../read-input.ts';

export const adDocument = z.object({ id: z.string(), text: z.string(), productId: z.string() });

export type AdDocument = z.output<typeof adDocument>;

export const READ_ADS = operation({
  method: 'GET',
  path: '/ads',
  summary: 'Answers ads that fit a category, or any when it is left out or has none.',
  query: z.object({ category: text.optional(), limit: z.coerce.number().int().min(1).max(10).default(2) }),
  answers: { 200: z.array(adDocument) },
});

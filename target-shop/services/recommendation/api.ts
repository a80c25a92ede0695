import * as z from 'zod';
import { operation } from '../../kit/http/operation.ts';
import { productDocument } from '../catalog/api.ts';
import { idList } from '../read-input.ts';

export const RECOMMENDATIONS = operation({
  method: 'GET',
  path: '/recommendations',
  aliases: ['/products/recommendations'],
  summary: 'Answers other products that go with some.',
  query: z.object({
    productIds: idList.default([]),
    limit: z.coerce.number().int().min(1).max(20).default(5),
  }),
  answers: { 200: z.array(productDocument), 500: ['QUERY_TIMEOUT'], 503: ['CATALOG_UNAVAILABLE'] },
});

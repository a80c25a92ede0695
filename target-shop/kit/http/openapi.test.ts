import { expect, test } from 'vitest';
import * as z from 'zod';
import { openApiDocument } from './openapi.ts';
import { operation } from './operation.ts';

const amount = z
  .number()
  .min(0)
  .transform((euros) => euros * 100);

const BUY = operation({
  method: 'POST',
  path: '/shelves/:id/buy',
  aliases: ['/buy/:id'],
  summary: 'Buys from a shelf.',
  query: z.object({ limit: z.coerce.number().int().default(5), q: z.string() }),
  body: z.object({ amount, note: z.string().default('') }),
  answers: { 201: z.object({ total: z.number() }), 503: ['CLOSED'] },
});

const document = openApiDocument({ service: 'shelf', version: '1' }, [BUY], { 429: ['RATE_LIMITED'] });
const buy = document.paths['/shelves/{id}/buy']?.['post'];

test('an operation stands under each of its paths', () => {
  expect(Object.keys(document.paths)).toEqual(['/shelves/{id}/buy', '/buy/{id}']);
  expect(document.openapi).toBe('3.1.0');
});

test('parameters and body are described as they are sent, before any conversion', () => {
  expect(buy?.parameters).toMatchObject([
    { name: 'id', in: 'path', required: true },
    { name: 'limit', in: 'query', required: false, schema: { type: 'integer', default: 5 } },
    { name: 'q', in: 'query', required: true },
  ]);
  expect(buy?.requestBody?.content['application/json']?.schema).toMatchObject({
    properties: { amount: { type: 'number', minimum: 0 }, note: { default: '' } },
    required: ['amount'],
  });
});

test('beside its own answers there are those that any operation with input may give', () => {
  expect(Object.keys(buy?.responses ?? {})).toEqual(['201', '400', '413', '415', '429', '503']);
  const codes = JSON.stringify(buy?.responses['503']);
  for (const code of ['CLOSED', 'PEER_UNAVAILABLE', 'STORE_UNAVAILABLE']) expect(codes).toContain(code);
});

test('all errors are of one shape', () => {
  const schema = buy?.responses['429']?.content?.['application/json']?.schema;
  expect(schema).toEqual({
    allOf: [{ $ref: '#/components/schemas/Problem' }, { properties: { code: { enum: ['RATE_LIMITED'] } } }],
  });
  expect(document.components.schemas['Problem']).toMatchObject({
    required: ['code', 'message', 'correlationId'],
  });
});

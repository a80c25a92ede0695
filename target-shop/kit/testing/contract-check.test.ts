import { Router } from 'express';
import { afterEach, beforeEach, expect, test } from 'vitest';
import * as z from 'zod';
import { operation } from '../http/operation.ts';
import { route } from '../http/route.ts';
import { HttpProblem } from '../http-problem.ts';
import { checkedByDocument } from './contract-check.ts';
import { startTestService, type TestService } from './test-service.ts';

const ECHO = operation({
  method: 'POST',
  path: '/echo/:times',
  summary: 'Answers what it is told to.',
  query: z.object({ status: z.coerce.number().default(200), code: z.string().default('TAKEN') }),
  body: z.object({ told: z.unknown().optional() }),
  answers: { 200: z.object({ text: z.string() }), 204: 'no body', 409: ['TAKEN'] },
});

const mismatches: string[] = [];
let service: TestService;
beforeEach(async () => {
  const echo = route(ECHO, ({ query, body }, response) => {
    if (query.status >= 400) throw new HttpProblem(query.status, query.code, 'as told');
    response.status(query.status).json(body.told);
  });
  const definition = checkedByDocument({ name: 'pricing', routes: () => [echo] }, (sentence) =>
    mismatches.push(sentence),
  );
  service = await startTestService(definition, { SHOP_REDIS_URL: 'redis://127.0.0.1:9' });
});
afterEach(() => service.close());

async function mismatchesOf(path: string, body: unknown): Promise<string> {
  const headers = { 'content-type': 'application/json' };
  await fetch(`${service.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  return mismatches.splice(0).join('\n');
}

test.each([
  ['what the document allows', '/echo/1', { told: { text: 'a' } }],
  ['a documented problem', '/echo/1?status=409', {}],
  ['no body', '/echo/1?status=204', {}],
  ['input that is refused', '/echo/1?status=many', {}],
  ['a path that is refused', '/echo/%00', {}],
  ['a path nobody knows', '/nowhere', {}],
])('%s is no mismatch', async (_name, path, body) => {
  expect(await mismatchesOf(path, body)).toBe('');
});

test.each([
  [
    'a status nobody documented',
    '/echo/1?status=201',
    { told: { text: 'a' } },
    'status 201 is not in the document',
  ],
  ['a failure', '/echo/1?status=500', {}, 'status 500 is not in the document'],
  [
    'a code nobody documented',
    '/echo/1?status=409&code=GONE',
    {},
    '/code must be equal to one of the allowed values',
  ],
  ['an answer of another type', '/echo/1', { told: { text: 1 } }, '/text must be string in {"text":1}'],
  ['an answer with something missing', '/echo/1', { told: {} }, "must have required property 'text'"],
])('%s is a mismatch', async (_name, path, body, sentence) => {
  expect(await mismatchesOf(path, body)).toMatch(`pricing: POST ${path}: `);
  expect(await mismatchesOf(path, body)).toMatch(sentence);
});

test('a service that mounts a router is refused: nobody would document its routes', async () => {
  const routes = () => [Router().get('/x', () => {})];
  const definition = checkedByDocument({ name: 'pricing', routes }, () => {});
  const started = startTestService(definition, { SHOP_REDIS_URL: 'redis://127.0.0.1:9' });
  await expect(started).rejects.toThrow('pricing mounts a router, whose routes are in no document');
});

import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestStores } from '../../cli/platform/local/stores/test-stores.ts';
import type { OpenApiDocument, OpenApiOperation } from '../kit/http/openapi.ts';
import { DocumentCheck } from '../kit/testing/contract-check.ts';
import { anyText, schemaArbitrary } from '../kit/testing/schema-arbitrary.ts';
import { SERVICES, type ServiceName } from '../service-table.ts';
import { fillCart } from './testing/fill-cart.ts';
import { startTestShop, type TestShop, TOKEN } from './testing/start-shop.ts';

const SEED = 20_261_127;
/** Requests for each operation: with some 90 operations this is a matter of seconds. */
const REQUESTS = 40;
/** Longer than any timeout inside the shop that a healthy one would meet. */
const PATIENCE_MS = 10_000;

let shop: TestShop;
let known: readonly string[];
beforeAll(async () => {
  shop = await startTestShop(await startTestStores(), { size: 'full' });
  known = ['nebula-latte', 'Ada', await fillCart(shop, 'nebula-latte', 2)];
});
afterAll(() => shop.stop());

interface FuzzRequest {
  readonly params: readonly string[];
  readonly query: readonly (readonly [string, string])[];
  readonly body: unknown;
}

function requestsFor({ parameters, requestBody }: OpenApiOperation): fc.Arbitrary<FuzzRequest> {
  const inPath = parameters.filter((one) => one.in === 'path');
  const inQuery = parameters.filter((one) => one.in === 'query');
  const schema = requestBody?.content['application/json']?.schema;
  const text = (value: unknown) => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
  const queried = inQuery.map(({ name, schema: one }) =>
    fc.option(
      schemaArbitrary(one).map((value) => [name, text(value)] as const),
      { nil: undefined },
    ),
  );
  return fc.record({
    params: fc.tuple(...inPath.map(() => fc.oneof(fc.constantFrom(...known), anyText))),
    query: fc.tuple(...queried).map((pairs) => pairs.filter((pair) => pair !== undefined)),
    body: schema === undefined ? fc.constant(undefined) : schemaArbitrary(schema),
  });
}

function pathOf(template: string, { params, query }: FuzzRequest): string {
  const values = [...params];
  const path = template.replace(/\{\w+\}/g, () => escaped(values.shift() || '-'));
  return query.length === 0
    ? path
    : `${path}?${query.map(([name, value]) => `${name}=${escaped(value)}`).join('&')}`;
}

/** As a careless client would: what cannot be escaped is sent as it is not. */
const escaped = (value: string) => encodeURIComponent(value.toWellFormed());

async function documentOf(service: ServiceName): Promise<OpenApiDocument> {
  return (await shop.ask('/openapi.json', { service })).body;
}

describe.each(SERVICES.map(({ name }) => name))('%s', (service) => {
  test('answers whatever it is sent as its document says, without a failure of its own, in time', {
    timeout: 60_000,
  }, async () => {
    const document = await documentOf(service);
    const check = new DocumentCheck(document);
    const send = async (path: string, method: string, init: RequestInit) => {
      const headers = {
        authorization: `Bearer ${TOKEN}`,
        'content-type': 'application/json',
        ...init.headers,
      };
      const signal = AbortSignal.timeout(PATIENCE_MS);
      const url = `${shop.urlOf(service)}${path}`;
      return fetch(url, { ...init, method: method.toUpperCase(), headers, signal, redirect: 'manual' });
    };
    for (const [template, operations] of Object.entries(document.paths)) {
      for (const [method, operation] of Object.entries(operations)) {
        const answersAsDocumented = fc.asyncProperty(requestsFor(operation), async (request) => {
          const body = request.body === undefined ? {} : { body: JSON.stringify(request.body) };
          const answer = await send(pathOf(template, request), method, body);
          const sent = await jsonOf(answer);
          const problems = [
            ...check.answerProblems(template, method, { status: answer.status, sent }),
            ...(isOwnFailure(sent) ? ['it failed by itself'] : []),
            ...shop.takeMismatches(),
          ];
          expect(problems, `${method} ${pathOf(template, request)} → ${answer.status}`).toEqual([]);
        });
        await fc.assert(answersAsDocumented, { seed: SEED, numRuns: REQUESTS });
      }
    }
  });
});

test.each([
  ['a body that is no JSON', '/api/browse', { body: '{"a":' }, 400],
  ['a body that is too large', '/api/browse', { body: JSON.stringify('x'.repeat(110_000)) }, 413],
  [
    'a body in an encoding nobody reads',
    '/api/browse',
    { body: '{}', headers: { 'content-encoding': 'lzma' } },
    415,
  ],
  ['a path that is badly escaped', '/api/cart/%ff/items', { body: '{}' }, 400],
  ['a path nobody serves', '/api/nothing', { body: '{}' }, 404],
])('%s is refused in the one shape of errors', async (_name, path, init, status) => {
  const headers = { 'content-type': 'application/json', ...('headers' in init && init.headers) };
  const answer = await fetch(`${shop.urlOf('gateway')}${path}`, { method: 'POST', ...init, headers });
  expect(answer.status).toBe(status);
  const text = expect.any(String);
  expect(await answer.json()).toMatchObject({ code: text, message: text, correlationId: text });
});

async function jsonOf(answer: Response): Promise<unknown> {
  const text = await answer.text();
  return answer.headers.get('content-type')?.startsWith('application/json') ? JSON.parse(text) : undefined;
}

function isOwnFailure(sent: unknown): boolean {
  return typeof sent === 'object' && sent !== null && 'code' in sent && sent.code === 'INTERNAL';
}

import { afterAll, beforeAll, expect, test } from 'vitest';
import { operation } from '../http/operation.ts';
import { route } from '../http/route.ts';
import { HttpProblem } from '../http-problem.ts';
import { startTestService, type TestService } from '../testing/test-service.ts';

const PETS = operation({
  method: 'GET',
  path: '/petstore-domain/pets/:id',
  summary: 'Answers a pet.',
  answers: { 204: 'no body', 500: ['NO_PET'] },
});
const SOCKS = operation({
  method: 'GET',
  path: '/socks',
  summary: 'Answers socks.',
  answers: { 204: 'no body' },
});

let service: TestService;
let metrics: string;
beforeAll(async () => {
  const pets = route(PETS, ({ params }, response) => {
    if (params.id === 'none') throw new HttpProblem(500, 'NO_PET', 'there is no pet');
    response.status(204).end();
  });
  const socks = route(SOCKS, (_input, response) => void response.status(204).end());
  service = await startTestService(
    { name: 'frontend', routes: () => [pets, socks] },
    { SHOP_PEERS: '{"gateway":"http://127.0.0.1:9"}', SHOP_VERSION: '2.1.0' },
  );
  for (const path of ['/petstore-domain/pets/cat', '/petstore-domain/pets/none', '/socks'])
    await (await fetch(`${service.url}${path}`)).text();
  metrics = await (await fetch(`${service.url}/metrics`)).text();
});
afterAll(() => service.close());

test.each([
  ['http_requests_total{service="frontend",route="/socks",method="GET",status="204"}', 1],
  [
    'petstore_requests_total{service="frontend",route="/petstore-domain/pets/:id",method="GET",status="204"}',
    1,
  ],
  [
    'petstore_requests_errors_total{service="frontend",route="/petstore-domain/pets/:id",method="GET",status="500"}',
    1,
  ],
  ['release_requests_total{service="frontend",version="2.1.0",status="204"}', 2],
])('%s is %i', (series, value) => {
  expect(metrics).toContain(`\n${series} ${value}`);
});

test('the petstore counts nothing else', () => {
  expect(metrics).not.toMatch(/^petstore_\w+\{[^}]*route="\/socks"/m);
});

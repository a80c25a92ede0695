import { Router } from 'express';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { HttpProblem } from '../http-problem.ts';
import type { Kit } from '../kit.ts';
import { type CapturedSpan, type OtlpCapture, startOtlpCapture } from '../testing/otlp-capture.ts';
import { type RealRedis, startRealRedis } from '../testing/real-redis.ts';
import { startTestService, type TestService } from '../testing/test-service.ts';
import { waitFor } from '../testing/wait-for.ts';

const INTERNAL = 1;
const SERVER = 2;
const CLIENT = 3;
const ERROR = 2;
const HAS_IS_REMOTE = 0x100;
const IS_REMOTE = 0x200;
const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const PARENT_ID = 'b7ad6b7169203331';

let otlp: OtlpCapture;
let redis: RealRedis;
let gateway: TestService;
let cart: TestService;

beforeAll(async () => {
  [otlp, redis] = await Promise.all([startOtlpCapture(), startRealRedis()]);
  const env = { SHOP_OTLP_URL: otlp.url, SHOP_VERSION: '2.0.0' };
  cart = await startTestService({ name: 'cart', routes: cartRoutes }, { ...env, SHOP_REDIS_URL: redis.url });
  const nobody = 'http://127.0.0.1:9';
  const peers = { cart: cart.url, catalog: nobody, recommendation: nobody, orders: nobody };
  gateway = await startTestService(
    { name: 'gateway', routes: gatewayRoutes },
    { ...env, SHOP_PEERS: JSON.stringify(peers), OTEL_SEMCONV_STABILITY_OPT_IN: 'http/dup' },
  );
  await waitFor(async () => (await fetch(`${cart.url}/ready`)).ok);
});
afterAll(async () => {
  await gateway.close();
  await cart.close();
  await otlp.close();
  await redis.remove();
});
beforeEach(() => {
  otlp.spans.length = 0;
  otlp.logs.length = 0;
});

function cartRoutes(kit: Kit): Router {
  return Router()
    .get('/cart/:id', async (request, response) => {
      const { id } = request.params;
      if (id === 'gone') throw new HttpProblem(404, 'NO_CART', 'there is no such cart');
      if (id === 'broken') throw new Error('out of shelves');
      kit.log.info('looking into the cart');
      await kit.span('look', { 'cart.lines': 2 }, () => kit.redis().hset(`cart:${id}`, 'secret', 'value'));
      response.json({ correlationId: request.get('x-correlation-id') });
    })
    .get('/wrong', async (_request, response) => {
      await kit.redis().set('text', 'x');
      await kit
        .redis()
        .lpush('text', 'y')
        .catch(() => {});
      response.json({});
    });
}

function gatewayRoutes(kit: Kit): Router {
  const carts = kit.peer('cart');
  return Router()
    .get('/api/cart/:id', async (request, response) => {
      const { id } = request.params;
      const { status, body } = await carts.request({
        method: 'GET',
        path: `/cart/${id}?full=1`,
        route: '/cart/:id',
      });
      response.status(status).json(body);
    })
    .get('/api/catalog', async () => {
      await kit.peer('catalog').request({ method: 'GET', path: '/products' });
    });
}

/** Sends a request as the load generator does, and waits until all it caused has arrived. */
async function ask(service: TestService, path: string, baggage = 'traffic.type=demo'): Promise<Response> {
  const traceparent = `00-${TRACE_ID}-${PARENT_ID}-01`;
  const response = await fetch(`${service.url}${path}`, { headers: { traceparent, baggage } });
  for (const one of [gateway, cart]) expect((await one.control('POST', '/admin/flush')).status).toBe(204);
  return response;
}

function span(service: string, kind: number, name?: string): CapturedSpan {
  const found = otlp.spans.find(
    (one) => one.service === service && one.kind === kind && (name === undefined || one.name === name),
  );
  if (found === undefined)
    throw new Error(`no such span among ${otlp.spans.map((one) => one.name).join(', ')}`);
  return found;
}

describe('spans', () => {
  it('form one trace through two services and a store', async () => {
    await ask(gateway, '/api/cart/7');
    const path = [
      span('gateway', SERVER),
      span('gateway', CLIENT),
      span('cart', SERVER),
      span('cart', INTERNAL),
      span('cart', CLIENT),
    ];
    expect(path.map((one) => one.name)).toEqual([
      'GET /api/cart/:id',
      'GET /cart/:id',
      'GET /cart/:id',
      'look',
      'HSET',
    ]);
    expect(path.map((one) => one.parentSpanId)).toEqual([
      PARENT_ID,
      ...path.slice(0, -1).map((one) => one.spanId),
    ]);
    expect(new Set(path.map((one) => one.traceId))).toEqual(new Set([TRACE_ID]));
    expect(otlp.spans).toHaveLength(path.length);
  });

  it('tell by their flags whether the parent is in another process', async () => {
    await ask(gateway, '/api/cart/7');
    expect(span('cart', SERVER).flags & (HAS_IS_REMOTE | IS_REMOTE)).toBe(HAS_IS_REMOTE | IS_REMOTE);
    expect(span('cart', CLIENT).flags & (HAS_IS_REMOTE | IS_REMOTE)).toBe(HAS_IS_REMOTE);
  });

  it('of a server carry the stable attributes', async () => {
    const response = await ask(gateway, '/api/cart/7?x=1');
    expect(span('gateway', SERVER).attributes).toMatchObject({
      'http.request.method': 'GET',
      'http.route': '/api/cart/:id',
      'http.response.status_code': 200,
      'url.path': '/api/cart/7',
      'url.query': 'x=1',
      'url.scheme': 'http',
      'server.address': '127.0.0.1',
      'server.port': Number(new URL(gateway.url).port),
      'correlation.id': response.headers.get('x-correlation-id'),
    });
  });

  it('of a client carry the stable attributes and the peer', async () => {
    await ask(gateway, '/api/cart/7');
    expect(span('gateway', CLIENT).attributes).toMatchObject({
      'http.request.method': 'GET',
      'http.response.status_code': 200,
      'url.full': `${cart.url}/cart/7?full=1`,
      'url.template': '/cart/:id',
      'server.address': '127.0.0.1',
      'server.port': Number(new URL(cart.url).port),
      'peer.service': 'cart',
      'service.peer.name': 'cart',
    });
  });

  it('of Redis carry the command with its values masked', async () => {
    await ask(gateway, '/api/cart/7');
    expect(span('cart', CLIENT).attributes).toMatchObject({
      'db.system.name': 'redis',
      'db.operation.name': 'HSET',
      'db.query.text': 'HSET cart:7 ? ?',
      'server.address': '127.0.0.1',
      'server.port': Number(new URL(redis.url).port),
      'peer.service': 'carts-db',
    });
  });

  it('of Redis carry the code of an error', async () => {
    await ask(cart, '/wrong');
    const failed = span('cart', CLIENT, 'LPUSH');
    expect(failed.statusCode).toBe(ERROR);
    expect(failed.attributes).toMatchObject({
      'error.type': 'WRONGTYPE',
      'db.response.status_code': 'WRONGTYPE',
    });
    expect(span('cart', CLIENT, 'SET').statusCode).toBe(0);
  });

  it.each([
    ['gone', 404, 0, undefined],
    ['broken', 500, ERROR, '500'],
  ])(
    'of a server answering for "%s" (%d) have status %d, those of its client are errors',
    async (id, http, status, type) => {
      await ask(gateway, `/api/cart/${id}`);
      expect(span('cart', SERVER).statusCode).toBe(status);
      expect(span('cart', SERVER).attributes['error.type']).toBe(type);
      expect(span('cart', SERVER).attributes['http.route']).toBe('/cart/:id');
      expect(span('gateway', CLIENT).statusCode).toBe(ERROR);
      expect(span('gateway', CLIENT).attributes['error.type']).toBe(String(http));
    },
  );

  it('of a client without an answer say why', async () => {
    const response = await ask(gateway, '/api/catalog');
    expect([response.status, (await response.json()).code]).toEqual([503, 'PEER_UNAVAILABLE']);
    expect(span('gateway', CLIENT).attributes['error.type']).toBe('ECONNREFUSED');
    expect(span('gateway', CLIENT).attributes).not.toHaveProperty('http.response.status_code');
  });

  it('have no route in their name where none matched', async () => {
    await ask(gateway, '/no/such/route');
    expect(span('gateway', SERVER).name).toBe('GET');
  });

  it('carry the older names only where they are asked for', async () => {
    await ask(gateway, '/api/cart/7');
    expect(span('gateway', SERVER).attributes).toMatchObject({
      'http.method': 'GET',
      'http.status_code': 200,
    });
    expect(span('cart', SERVER).attributes).not.toHaveProperty('http.method');
  });

  it('are not made for the control routes', async () => {
    await ask(gateway, '/health');
    await ask(gateway, '/ready');
    await ask(gateway, '/metrics');
    await gateway.control('GET', '/chaos');
    await gateway.control('POST', '/admin/flush');
    expect(otlp.spans).toEqual([]);
  });

  it('name the service, its release and its instance in their resource', async () => {
    await ask(cart, '/cart/7');
    expect(span('cart', SERVER).resource).toMatchObject({
      'service.name': 'cart',
      'service.version': '2.0.0',
      'service.namespace': 'shop',
      'service.instance.id': `cart-${process.pid}`,
      'deployment.environment.name': 'demo',
    });
  });
});

describe('baggage', () => {
  it('reaches every span of every service, as far as it is on the list', async () => {
    await ask(gateway, '/api/cart/7', 'traffic.type=demo,shop.run.id=r1,user.id=u1,password=hunter2');
    expect(otlp.spans).toHaveLength(5);
    for (const { attributes } of otlp.spans) {
      expect(attributes).toMatchObject({ 'traffic.type': 'demo', 'shop.run.id': 'r1', 'user.id': 'u1' });
      expect(attributes).not.toHaveProperty('password');
    }
  });

  it('splits metrics by traffic type, and by the known ones only', async () => {
    await ask(cart, '/cart/7', 'traffic.type=baseline');
    await ask(cart, '/cart/8', 'traffic.type=anything');
    const text = await (await fetch(`${cart.url}/metrics`)).text();
    expect(text).toMatch(/http_server_request_duration_seconds_count\{.*traffic_type="baseline"\} /);
    expect(text).not.toContain('anything');
  });
});

describe('correlation', () => {
  it('hands the id on to peers and stands on spans, log lines and records', async () => {
    const response = await ask(gateway, '/api/cart/7');
    const id = response.headers.get('x-correlation-id');
    expect(await response.json()).toEqual({ correlationId: id });
    expect(span('cart', SERVER).attributes['correlation.id']).toBe(id);
    expect(cart.lines.findLast(({ msg }) => msg === 'looking into the cart')).toMatchObject({
      correlationId: id,
    });
  });
});

describe('log records', () => {
  it('join the span they were written under, in the lines and over OTLP', async () => {
    await ask(gateway, '/api/cart/7');
    const { spanId } = span('cart', SERVER);
    const record = otlp.logs.find(({ body }) => body === 'looking into the cart');
    expect(record).toMatchObject({ service: 'cart', severityText: 'INFO', traceId: TRACE_ID, spanId });
    const line = cart.lines.findLast(({ msg }) => msg === 'looking into the cart');
    expect(line).toMatchObject({ service: 'cart', level: 'info', trace_id: TRACE_ID, span_id: spanId });
    expect(line?.['time']).toMatch(/^\d{4}-\d\d-\d\dT/);
  });

  it('of a failed request are errors on its span, with what was thrown', async () => {
    await ask(cart, '/cart/broken');
    const record = otlp.logs.find(({ severityText }) => severityText === 'ERROR');
    expect(record).toMatchObject({
      spanId: span('cart', SERVER).spanId,
      attributes: {
        'exception.type': 'Error',
        'exception.message': 'out of shelves',
        'http.route': '/cart/:id',
      },
    });
  });
});

describe('metrics', () => {
  it('show the canonical names and the aliases with the same numbers', async () => {
    await ask(cart, '/cart/broken');
    const text = await (await fetch(`${cart.url}/metrics`)).text();
    const sumOf = (name: string, ...labels: string[]) =>
      text
        .split('\n')
        .filter((line) => line.startsWith(`${name}{`) && labels.every((label) => line.includes(label)))
        .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
    const failed = ['route="/cart/:id"', 'method="GET"', 'status="500"', 'service="cart"'];
    const total = sumOf('http_requests_total', ...failed);
    expect(total).toBeGreaterThan(0);
    expect(sumOf('http_request_errors_total', ...failed)).toBe(total);
    expect(sumOf('http_request_duration_seconds_count', ...failed)).toBe(total);
    const canonical = ['http_route="/cart/:id"', 'http_response_status_code="500"'];
    expect(sumOf('http_server_request_duration_seconds_count', ...canonical)).toBe(total);
    expect(sumOf('http_request_errors_total')).toBe(total);
    expect(sumOf('redis_command_duration_seconds_count', 'operation="HSET"')).toBeGreaterThan(0);
    expect(text).toContain('le="2"');
    for (const name of [
      'process_memory_usage_bytes',
      'process_cpu_time_seconds_total',
      'nodejs_eventloop_delay_p99_seconds',
    ]) {
      expect(text).toContain(name);
    }
  });

  it('never show one series twice', async () => {
    for (const service of [gateway, cart]) {
      const text = await (await fetch(`${service.url}/metrics`)).text();
      const series = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
      const names = series.map((line) => line.slice(0, line.lastIndexOf(' ')));
      expect(names).toEqual([...new Set(names)]);
    }
  });

  it('go out by OTLP under their canonical names', async () => {
    await ask(gateway, '/api/cart/7');
    expect([...otlp.metricNames]).toEqual(
      expect.arrayContaining([
        'http.server.request.duration',
        'http.client.request.duration',
        'db.client.operation.duration',
        'process.memory.usage',
      ]),
    );
    expect(otlp.metricNames).not.toContain('http_requests_total');
  });
});

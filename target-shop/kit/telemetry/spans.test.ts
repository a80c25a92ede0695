import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PARENT_ID, startTwoServices, TRACE_ID, type TwoServices } from '../testing/two-services.ts';

// OTLP's numbers.
const INTERNAL = 1;
const SERVER = 2;
const CLIENT = 3;
const ERROR = 2;
const HAS_IS_REMOTE = 0x100;
const IS_REMOTE = 0x200;

let two: TwoServices;
beforeAll(async () => {
  two = await startTwoServices();
});
afterAll(() => two.close());
beforeEach(() => {
  two.otlp.spans.length = 0;
});

describe('spans', () => {
  it('form one trace through two services and a store', async () => {
    await two.ask(two.gateway, '/api/cart/7');
    const path = [
      two.span('gateway', SERVER),
      two.span('gateway', CLIENT),
      two.span('cart', SERVER),
      two.span('cart', INTERNAL),
      two.span('cart', CLIENT),
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
    expect(two.otlp.spans).toHaveLength(path.length);
  });

  it('tell by their flags whether the parent is in another process', async () => {
    await two.ask(two.gateway, '/api/cart/7');
    expect(two.span('cart', SERVER).flags & (HAS_IS_REMOTE | IS_REMOTE)).toBe(HAS_IS_REMOTE | IS_REMOTE);
    expect(two.span('cart', CLIENT).flags & (HAS_IS_REMOTE | IS_REMOTE)).toBe(HAS_IS_REMOTE);
  });

  it('of a server carry the stable attributes', async () => {
    const response = await two.ask(two.gateway, '/api/cart/7?x=1');
    expect(two.span('gateway', SERVER).attributes).toMatchObject({
      'http.request.method': 'GET',
      'http.route': '/api/cart/:id',
      'http.response.status_code': 200,
      'url.path': '/api/cart/7',
      'url.query': 'x=1',
      'url.scheme': 'http',
      'server.address': '127.0.0.1',
      'server.port': Number(new URL(two.gateway.url).port),
      'correlation.id': response.headers.get('x-correlation-id'),
    });
  });

  it('of a client carry the stable attributes and the peer', async () => {
    await two.ask(two.gateway, '/api/cart/7');
    expect(two.span('gateway', CLIENT).attributes).toMatchObject({
      'http.request.method': 'GET',
      'http.response.status_code': 200,
      'url.full': `${two.cart.url}/cart/7?full=1`,
      'url.template': '/cart/:id',
      'server.address': '127.0.0.1',
      'server.port': Number(new URL(two.cart.url).port),
      'peer.service': 'cart',
      'service.peer.name': 'cart',
    });
  });

  it('of Redis carry the command with its values masked', async () => {
    await two.ask(two.gateway, '/api/cart/7');
    expect(two.span('cart', CLIENT).attributes).toMatchObject({
      'db.system.name': 'redis',
      'db.operation.name': 'HSET',
      'db.query.text': 'HSET cart:7 ? ?',
      'server.address': '127.0.0.1',
      'server.port': Number(new URL(two.redis.url).port),
      'peer.service': 'carts-db',
    });
  });

  it('of Redis carry the code of an error', async () => {
    await two.ask(two.cart, '/wrong');
    const failed = two.span('cart', CLIENT, 'LPUSH');
    expect(failed.statusCode).toBe(ERROR);
    expect(failed.attributes).toMatchObject({
      'error.type': 'WRONGTYPE',
      'db.response.status_code': 'WRONGTYPE',
    });
    expect(two.span('cart', CLIENT, 'SET').statusCode).toBe(0);
  });

  it.each([
    ['gone', 404, 0, undefined],
    ['broken', 500, ERROR, '500'],
  ])(
    'of a server answering for "%s" (%d) have status %d, those of its client are errors',
    async (id, http, status, type) => {
      await two.ask(two.gateway, `/api/cart/${id}`);
      expect(two.span('cart', SERVER).statusCode).toBe(status);
      expect(two.span('cart', SERVER).attributes['error.type']).toBe(type);
      expect(two.span('cart', SERVER).attributes['http.route']).toBe('/cart/:id');
      // The gateway's route is in a nested router, and an error has left that by the time it is answered.
      expect(two.span('gateway', SERVER).attributes['http.route']).toBe('/api/cart/:id');
      expect(two.span('gateway', CLIENT).statusCode).toBe(ERROR);
      expect(two.span('gateway', CLIENT).attributes['error.type']).toBe(String(http));
    },
  );

  it('of a client without an answer say why', async () => {
    const response = await two.ask(two.gateway, '/catalog');
    expect([response.status, (await response.json()).code]).toEqual([503, 'PEER_UNAVAILABLE']);
    expect(two.span('gateway', CLIENT).attributes['error.type']).toBe('ECONNREFUSED');
    expect(two.span('gateway', CLIENT).attributes).not.toHaveProperty('http.response.status_code');
  });

  it('have no route in their name where none matched', async () => {
    await two.ask(two.gateway, '/no/such/route');
    expect(two.span('gateway', SERVER).name).toBe('GET');
  });

  it('carry the older names only where they are asked for', async () => {
    await two.ask(two.gateway, '/api/cart/7');
    expect(two.span('gateway', SERVER).attributes).toMatchObject({
      'http.method': 'GET',
      'http.status_code': 200,
    });
    expect(two.span('cart', SERVER).attributes).not.toHaveProperty('http.method');
  });

  it('are not made for the control routes', async () => {
    await two.ask(two.gateway, '/health');
    await two.ask(two.gateway, '/ready');
    await two.ask(two.gateway, '/metrics');
    await two.gateway.control('GET', '/chaos');
    await two.gateway.control('POST', '/admin/flush');
    expect(two.otlp.spans).toEqual([]);
  });

  it('name the service, its release and its instance in their resource', async () => {
    await two.ask(two.cart, '/cart/7');
    expect(two.span('cart', SERVER).resource).toMatchObject({
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
    await two.ask(two.gateway, '/api/cart/7', 'traffic.type=demo,shop.run.id=r1,user.id=u1,password=hunter2');
    expect(two.otlp.spans).toHaveLength(5);
    for (const { attributes } of two.otlp.spans) {
      expect(attributes).toMatchObject({ 'traffic.type': 'demo', 'shop.run.id': 'r1', 'user.id': 'u1' });
      expect(attributes).not.toHaveProperty('password');
    }
  });

  it('splits metrics by traffic type, and by the known ones only', async () => {
    await two.ask(two.cart, '/cart/7', 'traffic.type=baseline');
    await two.ask(two.cart, '/cart/8', 'traffic.type=anything');
    const text = await (await fetch(`${two.cart.url}/metrics`)).text();
    expect(text).toMatch(/http_server_request_duration_seconds_count\{.*traffic_type="baseline"\} /);
    expect(text).not.toContain('anything');
  });
});

import { Router } from 'express';
import { HttpProblem } from '../http-problem.ts';
import type { Kit } from '../kit.ts';
import { type CapturedSpan, type OtlpCapture, startOtlpCapture } from './otlp-capture.ts';
import { type RealRedis, startRealRedis } from './real-redis.ts';
import { startTestService, type TestService } from './test-service.ts';
import { waitFor } from './wait-for.ts';

/** The trace a test's requests continue. */
export const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
/** The span in whose name a test sends. */
export const PARENT_ID = 'b7ad6b7169203331';

/** A gateway that calls a cart that uses a Redis, and the receiver of what they tell. */
export interface TwoServices {
  readonly gateway: TestService;
  readonly cart: TestService;
  readonly redis: RealRedis;
  readonly otlp: OtlpCapture;
  /** Sends a request as the load generator does; when it answers, all telemetry caused by it has arrived. */
  ask(service: TestService, path: string, baggage?: string): Promise<Response>;
  /** Answers the first span of a service and a kind. @throws Error when there is none */
  span(service: string, kind: number, name?: string): CapturedSpan;
  close(): Promise<void>;
}

/** Starts the two in this process, with a Redis of their own. */
export async function startTwoServices(): Promise<TwoServices> {
  const [otlp, redis] = await Promise.all([startOtlpCapture(), startRealRedis()]);
  const env = { SHOP_OTLP_URL: otlp.url, SHOP_VERSION: '2.0.0' };
  const cart = await startTestService(
    { name: 'cart', routes: (kit) => [cartRoutes(kit)] },
    { ...env, SHOP_REDIS_URL: redis.url },
  );
  const nobody = 'http://127.0.0.1:9';
  const peers = { cart: cart.url, catalog: nobody, recommendation: nobody, orders: nobody };
  const gateway = await startTestService(
    { name: 'gateway', routes: (kit) => [gatewayRoutes(kit)] },
    {
      ...env,
      SHOP_REDIS_URL: redis.url,
      SHOP_PEERS: JSON.stringify(peers),
      OTEL_SEMCONV_STABILITY_OPT_IN: 'http/dup',
    },
  );
  await waitFor(async () => (await fetch(`${cart.url}/ready`)).ok);
  return {
    gateway,
    cart,
    redis,
    otlp,
    async ask(service, path, baggage = 'traffic.type=demo') {
      const traceparent = `00-${TRACE_ID}-${PARENT_ID}-01`;
      const response = await fetch(`${service.url}${path}`, { headers: { traceparent, baggage } });
      for (const one of [gateway, cart]) await one.control('POST', '/admin/flush');
      return response;
    },
    span(service, kind, name) {
      const matches = (one: CapturedSpan) => one.service === service && one.kind === kind;
      const found = otlp.spans.find((one) => matches(one) && (name === undefined || one.name === name));
      if (found === undefined) throw new Error(`not among ${otlp.spans.map((one) => one.name).join(', ')}`);
      return found;
    },
    async close() {
      await gateway.close();
      await cart.close();
      await otlp.close();
      await redis.remove();
    },
  };
}

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
  const nested = Router().get('/cart/:id', async (request, response) => {
    const { id } = request.params;
    const asked = { method: 'GET', path: `/cart/${id}?full=1`, route: '/cart/:id' } as const;
    const { status, body } = await carts.request(asked);
    if (status >= 500) throw new HttpProblem(502, 'NO_CART', 'the cart is broken');
    response.status(status).json(body);
  });
  return Router()
    .use('/api', nested)
    .get('/catalog', async () => {
      await kit.peer('catalog').request({ method: 'GET', path: '/products' });
    });
}

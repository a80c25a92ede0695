import express, { Router } from 'express';
import { afterEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { createService } from './create-service.ts';
import { HttpProblem } from './http-problem.ts';
import type { Kit } from './kit.ts';
import { startRealRedis } from './testing/real-redis.ts';
import { startTestService, type TestService } from './testing/test-service.ts';
import { waitFor } from './testing/wait-for.ts';

const endings: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

async function frontend(
  routes: (kit: Kit) => Router,
  env: Record<string, string> = {},
): Promise<TestService> {
  const peers = JSON.stringify({ gateway: 'http://127.0.0.1:9' });
  const service = await startTestService(
    { name: 'frontend', routes: (kit) => [express.json({ limit: '100kb' }), routes(kit)] },
    { SHOP_PEERS: peers, ...env },
  );
  endings.push(() => service.close());
  return service;
}

const noRoutes = () => Router();
const getJson = async (url: string, init?: RequestInit) => {
  const response = await fetch(url, init);
  return { status: response.status, headers: response.headers, body: await response.json() };
};

describe('settings', () => {
  it.each([
    [{ SHOP_PORT: 'many' }, 'SHOP_PORT'],
    [{ SHOP_PEERS: '{' }, 'SHOP_PEERS'],
    [{ SHOP_PEERS: '{}' }, 'SHOP_PEERS: has no URL for gateway'],
    [{ SHOP_SERVICE: 'cart' }, 'SHOP_SERVICE: is "cart"'],
    [{ SHOP_OTLP_URL: 'nowhere' }, 'SHOP_OTLP_URL'],
  ])('refuses %j and names the variable', async (env, message) => {
    await expect(frontend(noRoutes, env)).rejects.toThrow(message);
  });

  it('refuses to start without the address of its store', async () => {
    const started = createService({ name: 'cart', routes: () => [] }, { env: { SHOP_PORT: '0' } });
    await expect(started).rejects.toThrow('SHOP_REDIS_URL: is not set');
  });

  it('refuses a port that is taken', async () => {
    const { url } = await frontend(noRoutes);
    await expect(frontend(noRoutes, { SHOP_PORT: new URL(url).port })).rejects.toThrow('EADDRINUSE');
  });
});

describe('routes every service has', () => {
  it('answers /health with service and version', async () => {
    const { url } = await frontend(noRoutes, { SHOP_VERSION: '1.2.3' });
    const { status, body } = await getJson(`${url}/health`);
    expect({ status, body }).toEqual({
      status: 200,
      body: { status: 'ok', service: 'frontend', version: '1.2.3' },
    });
  });

  it('answers /status/:code with that code', async () => {
    const { url } = await frontend(noRoutes);
    expect((await fetch(`${url}/status/418`)).status).toBe(418);
    expect((await fetch(`${url}/status/99`)).status).toBe(400);
  });

  it('takes, returns and makes correlation ids', async () => {
    const { url } = await frontend(noRoutes);
    const given = await fetch(`${url}/x`, { headers: { 'x-correlation-id': 'abc-1' } });
    expect(given.headers.get('x-correlation-id')).toBe('abc-1');
    const made = await fetch(`${url}/x`, { headers: { 'x-correlation-id': 'two words' } });
    expect(made.headers.get('x-correlation-id')).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('problems', () => {
  const problems = () =>
    Router()
      .get('/full', () => {
        throw new HttpProblem(409, 'CART_FULL', 'the cart is full', {
          details: { limit: 3 },
          headers: { 'X-Limit': '3' },
        });
      })
      .get('/zod', () => void z.object({ name: z.string() }).parse({}))
      .get('/bug', async () => {
        throw new Error('password is hunter2');
      })
      .post('/echo', (request, response) => void response.json(request.body))
      .get('/peer', () => {});

  it('answers what a route throws in one shape', async () => {
    const { url } = await frontend(problems);
    const { status, headers, body } = await getJson(`${url}/full`, {
      headers: { 'x-correlation-id': 'c-1' },
    });
    expect(status).toBe(409);
    expect(headers.get('x-limit')).toBe('3');
    expect(body).toEqual({
      code: 'CART_FULL',
      message: 'the cart is full',
      correlationId: 'c-1',
      details: { limit: 3 },
    });
  });

  it('answers problems of the control routes in the same shape, with an id of its own', async () => {
    const { url } = await frontend(problems);
    const { status, headers, body } = await getJson(`${url}/chaos`);
    expect([status, body.code]).toEqual([401, 'UNAUTHORIZED']);
    expect(body.correlationId).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers.get('x-correlation-id')).toBe(body.correlationId);
  });

  it('answers 404 in the same shape', async () => {
    const { url } = await frontend(problems);
    const { status, body } = await getJson(`${url}/nowhere`);
    expect([status, body.code]).toEqual([404, 'NOT_FOUND']);
  });

  it('answers 400 for input that zod or the JSON parser refuses, 413 for too much', async () => {
    const { url } = await frontend(problems);
    const post = (body: string) =>
      getJson(`${url}/echo`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    expect((await getJson(`${url}/zod`)).body).toMatchObject({ code: 'VALIDATION_FAILED' });
    expect((await post('{"a":')).status).toBe(400);
    expect((await post(`{"a":"${'x'.repeat(103_000)}"}`)).status).toBe(413);
    expect((await post(`{"a":"${'x'.repeat(90_000)}"}`)).status).toBe(200);
  });

  it('keeps what went wrong inside for the log', async () => {
    const service = await frontend(problems);
    const { status, body } = await getJson(`${service.url}/bug`);
    expect([status, body.code]).toEqual([500, 'INTERNAL']);
    expect(JSON.stringify(body)).not.toContain('hunter2');
    await waitFor(() => service.lines.some((line) => line.level === 'error'));
    const line = service.lines.find(({ level }) => level === 'error');
    expect(line).toMatchObject({
      'http.route': '/bug',
      correlationId: body.correlationId,
      service: 'frontend',
    });
    expect(JSON.stringify(line)).toContain('hunter2');
  });
});

describe('leases over HTTP', () => {
  const lease = { expiresInMs: 60_000, overrides: [{ flag: 'cart-ttl-seconds', value: 5 }] };
  const showTtl = (kit: Kit) =>
    Router().get('/ttl', (_request, response) => void response.json(kit.flags.get('cart-ttl-seconds')));

  it('puts an override in force, shows it, and ends it', async () => {
    const service = await frontend(showTtl, { SHOP_INSTANCE: 'frontend-7' });
    const ttl = async () => (await getJson(`${service.url}/ttl`)).body;
    expect(await ttl()).toBe(3600);
    const put = await service.control('PUT', '/chaos/leases/run-1', lease);
    const state = { instance: 'frontend-7', leases: [{ id: 'run-1', overrides: lease.overrides }] };
    expect([put.status, await put.json()]).toEqual([200, state]);
    expect(await (await service.control('GET', '/chaos')).json()).toEqual(state);
    expect(await ttl()).toBe(5);
    const ended = await service.control('DELETE', '/chaos/leases/run-1');
    expect(await ended.json()).toEqual({ instance: 'frontend-7', leases: [] });
    expect((await service.control('DELETE', '/chaos/leases/run-1')).status).toBe(200);
    expect(await ttl()).toBe(3600);
  });

  it('ends an override by itself when nobody renews it', async () => {
    const service = await frontend(showTtl);
    await service.control('PUT', '/chaos/leases/run-1', { ...lease, expiresInMs: 300 });
    expect((await getJson(`${service.url}/ttl`)).body).toBe(5);
    await waitFor(async () => (await getJson(`${service.url}/ttl`)).body === 3600);
    expect(service.lines.map(({ msg }) => msg).join()).toContain('ended by itself');
  });

  it.each([
    ['a flag that does not exist', { flag: 'cart-ttl', value: 1 }, '"cart-ttl" is not a flag'],
    ['a value of the wrong type', { flag: 'cart-ttl-seconds', value: 'long' }, 'cart-ttl-seconds'],
    ['a missing value', { flag: 'recommendation-fault' }, 'recommendation-fault'],
    [
      'a fault rule without steps',
      { flag: 'recommendation-fault', value: { id: 'x', steps: [] } },
      'recommendation-fault',
    ],
  ])('answers 400 with the name for %s', async (_what, override, message) => {
    const service = await frontend(noRoutes);
    const answer = await service.control('PUT', '/chaos/leases/x', {
      expiresInMs: 1000,
      overrides: [override],
    });
    expect(answer.status).toBe(400);
    expect((await answer.json()).message).toContain(message);
  });

  it.each([0, 60_001, 'soon'])('answers 400 for a lease of %s milliseconds', async (expiresInMs) => {
    const service = await frontend(noRoutes);
    expect((await service.control('PUT', '/chaos/leases/x', { expiresInMs, overrides: [] })).status).toBe(
      400,
    );
  });

  it('answers 401 without the token and 403 where none is set', async () => {
    const guarded = await frontend(noRoutes);
    const bearer = { headers: { authorization: 'Bearer wrong' } };
    expect((await fetch(`${guarded.url}/chaos`)).status).toBe(401);
    expect((await fetch(`${guarded.url}/chaos`, bearer)).status).toBe(401);
    expect((await fetch(`${guarded.url}/admin/flush`, { method: 'POST' })).status).toBe(401);
    const open = await frontend(noRoutes, { SHOP_TOKEN: '' });
    expect((await fetch(`${open.url}/chaos`, bearer)).status).toBe(403);
  });
});

describe('readiness', () => {
  it('starts without its store, says which is missing, and notices when it comes, goes and comes back', async () => {
    const redis = await startRealRedis();
    endings.push(() => redis.remove());
    await redis.stop();
    const service = await startTestService({ name: 'cart', routes: () => [] }, { SHOP_REDIS_URL: redis.url });
    endings.push(() => service.close());
    const ready = () => getJson(`${service.url}/ready`);
    expect(await ready()).toMatchObject({ status: 503, body: { problems: [{ store: 'carts-db' }] } });
    expect((await fetch(`${service.url}/health`)).status).toBe(200);
    await redis.start();
    await waitFor(async () => (await ready()).status === 200);
    await redis.stop();
    await waitFor(async () => (await ready()).status === 503);
    await redis.start();
    await waitFor(async () => (await ready()).status === 200);
    const outages = service.lines.filter(({ msg }) => msg.includes('out of reach'));
    expect(outages).toHaveLength(2);
  });

  it('does not look at peers', async () => {
    const { url } = await frontend(noRoutes); // its gateway does not exist
    expect((await fetch(`${url}/ready`)).status).toBe(200);
  });
});

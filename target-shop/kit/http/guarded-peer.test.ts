import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isDeepStrictEqual } from 'node:util';
import { Router } from 'express';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Kit } from '../kit.ts';
import { type OtlpCapture, startOtlpCapture } from '../testing/otlp-capture.ts';
import { startTestService, type TestService } from '../testing/test-service.ts';
import { waitFor } from '../testing/wait-for.ts';
import { guardPeer } from './guarded-peer.ts';

/** A peer that answers what it is told: the statuses in turn, then 200; 0 hangs up. */
const script = {
  statuses: [] as number[],
  calls: 0,
  headers: {} as Record<string, string>,
  seen: {} as IncomingHttpHeaders,
  held: Promise.resolve(),
};
let peer: Server;
let otlp: OtlpCapture;
let service: TestService;

beforeAll(async () => {
  peer = createServer(async (request, response) => {
    script.calls += 1;
    script.seen = request.headers;
    await script.held;
    const status = script.statuses.shift() ?? 200;
    if (status === 0) response.destroy();
    else {
      response.writeHead(status, { 'content-type': 'application/json', ...script.headers });
      response.end(JSON.stringify({ status }));
    }
  });
  await new Promise<void>((resolve) => peer.listen(0, '127.0.0.1', resolve));
  otlp = await startOtlpCapture();
});
afterAll(async () => {
  await otlp.close();
  peer.closeAllConnections();
  await new Promise((resolve) => peer.close(resolve));
});
beforeEach(async (context) => {
  script.calls = 0;
  script.statuses = [];
  script.headers = {};
  otlp.spans.length = 0;
  const { port } = peer.address() as AddressInfo;
  const peers = JSON.stringify({ gateway: `http://127.0.0.1:${port}` });
  service = await startTestService(
    { name: 'frontend', routes: (kit) => [routes(kit)] },
    { SHOP_PEERS: peers, SHOP_OTLP_URL: otlp.url },
  );
  context.onTestFinished(() => service.close());
});

function routes(kit: Kit): Router {
  const guarded = kit.peer('gateway');
  const bare = kit.peer('gateway', 'bare');
  const small = guardPeer('small', bare, {
    ...kit,
    limits: { inFlight: 1, waiting: 1, halfOpenAfterMs: 50 },
  });
  return Router()
    .all('/guarded', async (request, response) => {
      const method = request.method === 'POST' ? 'POST' : 'GET';
      const { status } = await guarded.request({ method, path: '/x' });
      response.json({ status });
    })
    .post('/small', async (_request, response) => {
      const { status } = await small.request({ method: 'POST', path: '/x' });
      response.json({ status, ...small.state() });
    })
    .get('/bare', async (_request, response) => {
      response.json({ status: (await bare.request({ method: 'GET', path: '/x' })).status });
    });
}

async function ask(path: string, method = 'GET'): Promise<unknown> {
  const response = await fetch(`${service.url}${path}`, { method });
  return response.json();
}
const metrics = async () => (await fetch(`${service.url}/metrics`)).text();

describe('a bare peer', () => {
  it('is asked once, and its 5xx is a value', async () => {
    script.statuses = [503];
    expect(await ask('/bare')).toEqual({ status: 503 });
    expect(script.calls).toBe(1);
  });
});

describe('a guarded peer', () => {
  it('tries a GET again after a 5xx or a hang-up, and counts it', async () => {
    script.statuses = [503, 0];
    expect(await ask('/guarded')).toEqual({ status: 200 });
    expect(script.calls).toBe(3);
    expect(await metrics()).toMatch(/retries_total\{peer="gateway"\} 2/);
    await service.control('POST', '/admin/flush');
    const resends = otlp.spans
      .filter(({ kind }) => kind === 3)
      .map(({ attributes }) => attributes['http.request.resend_count']);
    expect(resends).toEqual([undefined, 1, 2]);
  });

  it('answers the last 5xx as a value when every try fails', async () => {
    script.statuses = [500, 502, 503];
    expect(await ask('/guarded')).toEqual({ status: 503 });
  });

  it('does not try a POST again', async () => {
    script.statuses = [503];
    expect(await ask('/guarded', 'POST')).toEqual({ status: 503 });
    expect(script.calls).toBe(1);
  });

  it('does not try a 4xx again', async () => {
    script.statuses = [404];
    expect(await ask('/guarded')).toEqual({ status: 404 });
    expect(script.calls).toBe(1);
  });

  it('obeys a peer that says when to come back: not tried again, not counted as failed', async () => {
    script.headers = { 'retry-after': '5' };
    script.statuses = new Array(60).fill(503);
    for (let call = 0; call < 20; call += 1) expect(await ask('/guarded')).toEqual({ status: 503 });
    expect(script.calls).toBe(20);
    expect(await (await fetch(`${service.url}/peers`)).json()).toMatchObject([
      { peer: 'gateway', breaker: 'closed' },
    ]);
  });

  it('stops asking a peer that keeps failing, and shows it', async () => {
    expect(await metrics()).toMatch(/circuit_breaker_state\{peer="gateway"\} 0/);
    script.statuses = new Array(60).fill(500);
    for (let call = 0; call < 20; call += 1) await ask('/guarded', 'POST');
    expect(script.calls).toBeLessThan(20);
    expect(await ask('/guarded')).toMatchObject({
      code: 'PEER_UNAVAILABLE',
      details: { reason: 'breaker_open' },
    });
    expect(await metrics()).toMatch(/circuit_breaker_state\{peer="gateway"\} 2/);
  });
});

describe('a guarded peer with small limits', () => {
  it('is closed again once a probe succeeds', async () => {
    script.statuses = new Array(20).fill(500);
    for (let call = 0; call < 20; call += 1) await ask('/small', 'POST');
    const before = script.calls;
    expect(before).toBeLessThan(20);
    script.statuses = [];
    await waitFor(async () =>
      isDeepStrictEqual(await ask('/small', 'POST'), {
        status: 200,
        peer: 'small',
        breaker: 'closed',
        inFlight: 0,
        waiting: 0,
      }),
    );
    expect(script.calls).toBe(before + 1);
  });

  it('refuses what is above its places, and counts it', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    script.held = promise;
    const answers: unknown[] = [];
    const asked = [1, 2, 3, 4].map(() => ask('/small', 'POST').then((answer) => answers.push(answer)));
    await waitFor(() => answers.length === 2);
    for (const answer of answers) expect(answer).toMatchObject({ details: { reason: 'bulkhead_full' } });
    resolve();
    await Promise.all(asked);
    for (const answer of answers.slice(2)) expect(answer).toMatchObject({ status: 200 });
    expect(await metrics()).toMatch(/bulkhead_rejected_total\{peer="small"\} 2/);
  });
});

describe('a failure asked for by header', () => {
  const fail = (peer: string, path = '/bare') =>
    fetch(`${service.url}${path}`, { headers: { 'x-simulate-failure': peer } });

  it.each(['gateway', 'gateway-service'])('fails the calls to %s without sending them', async (peer) => {
    const response = await fail(peer);
    expect([response.status, await response.json()]).toMatchObject([
      503,
      { details: { reason: 'simulated' } },
    ]);
    expect(script.calls).toBe(0);
    expect(await metrics()).toMatch(/fault_injected_total\{fault="simulate-failure"\} 1/);
  });

  it('leaves the calls to others alone, and goes on with them', async () => {
    expect((await fail('payment-service')).status).toBe(200);
    expect(script.seen['x-simulate-failure']).toBe('payment-service');
  });
});

describe('a peer that is too slow', () => {
  it('is given up at the timeout', async () => {
    const slow = createServer(() => {}).listen(0, '127.0.0.1');
    await new Promise((resolve) => slow.once('listening', resolve));
    const { port } = slow.address() as AddressInfo;
    const impatient = await startTestService(
      {
        name: 'frontend',
        routes: (kit) => [
          async () => void (await kit.peer('gateway').request({ method: 'GET', path: '/', timeoutMs: 50 })),
        ],
      },
      { SHOP_PEERS: JSON.stringify({ gateway: `http://127.0.0.1:${port}` }) },
    );
    const response = await fetch(impatient.url);
    expect([response.status, await response.json()]).toMatchObject([503, { details: { reason: 'timeout' } }]);
    await impatient.close();
    slow.closeAllConnections();
    await new Promise((resolve) => slow.close(resolve));
  });
});

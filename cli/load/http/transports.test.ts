import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, createServer as createRawServer, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../core/clock.ts';
import { socketTransport } from './socket-transport.ts';
import type { Transport, WireRequest } from './transport.ts';
import { undiciTransport } from './undici-transport.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function listen(answer: RequestListener): Promise<{ server: Server; url: string }> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(() => new Promise((resolve) => server.close(resolve).closeAllConnections()));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

let openTransport = socketTransport;
function transportTo(url: string): Transport {
  const transport = openTransport(url, systemClock);
  ends.push(() => transport.close());
  return transport;
}

const get = (changes: Partial<WireRequest> = {}): WireRequest => ({
  method: 'GET',
  path: '/menu?size=2',
  headers: {},
  timeoutMs: 5000,
  ...changes,
});
const never = new AbortController().signal;

/** A signal that aborts when a server has seen a request. */
function abortOnRequest(): { signal: AbortSignal; answer: RequestListener } {
  const controller = new AbortController();
  return { signal: controller.signal, answer: () => controller.abort(new Error('interrupted')) };
}

describe.each([
  ['sockets', socketTransport],
  ['undici', undiciTransport],
])('a transport over %s', (_name, open) => {
  beforeEach(() => {
    openTransport = open;
  });

  it('sends method, path, headers and body, and answers status, text and cookies', async () => {
    const { url } = await listen(async (request, response) => {
      const chunks = await request.toArray();
      const { method, url: path, headers } = request;
      response.writeHead(201, { 'set-cookie': ['a=1', 'b=2'], 'X-Kind': 'menu' });
      response.end(JSON.stringify({ method, path, mark: headers['baggage'], body: chunks.join('') }));
    });
    const request = get({ method: 'POST', headers: { baggage: 'x=1' }, body: '{"é":1}' });
    const answer = await transportTo(`${url}/base/`).send(request, never);
    expect(answer).toMatchObject({
      kind: 'answered',
      status: 201,
      cookies: ['a=1', 'b=2'],
      text: '{"method":"POST","path":"/base/menu?size=2","mark":"x=1","body":"{\\"é\\":1}"}',
    });
    if (answer.kind === 'failed') throw new Error(answer.errorText);
    expect(answer.header?.('x-kind')).toBe('menu');
    expect(answer.header?.('set-cookie')).toBe('a=1');
    expect(answer.header?.('none')).toBeUndefined();
  });

  it('tells how long the connection took, to the request that opened it, and the head of every answer', async () => {
    const { url } = await listen((_request, response) => {
      response.flushHeaders();
      setTimeout(() => response.end('{}'), 300);
    });
    const transport = transportTo(url);
    const phasesOf = async () => {
      const beganMs = systemClock.now();
      const { phases } = await transport.send(get(), never);
      return { ...phases, tookMs: systemClock.now() - beganMs };
    };
    const first = await phasesOf();
    expect(first.connectMs).toBeGreaterThan(0);
    expect(first.ttfbMs).toBeGreaterThan(first.connectMs ?? 0);
    expect(first.ttfbMs).toBeLessThan(first.tookMs - 40);
    expect(first.tlsMs).toBeUndefined();
    // The connection is free again when the answer's last event is over.
    await nextTurn();
    const second = await phasesOf();
    expect(second.connectMs).toBeUndefined();
    expect(second.ttfbMs).toBeGreaterThan(0);
  });

  it('opens a connection for every request that is under way, and keeps them for the next', async () => {
    let connections = 0;
    const held: (() => void)[] = [];
    const { server, url } = await listen((_request, response) => {
      held.push(() => response.end('ok'));
      if (held.length === 5) for (const release of held.splice(0)) release();
    });
    server.on('connection', () => {
      connections += 1;
    });
    const transport = transportTo(url);
    for (let round = 0; round < 3; round += 1) {
      const answers = await Promise.all(Array.from({ length: 5 }, () => transport.send(get(), never)));
      expect(answers.every((answer) => answer.kind === 'answered')).toBe(true);
      // undici gives a connection back on the turn after its answer.
      await nextTurn();
      await nextTurn();
    }
    expect(connections).toBe(5);
  });

  it('follows no redirect', async () => {
    const { url } = await listen((_request, response) => response.writeHead(302, { location: '/' }).end());
    expect(await transportTo(url).send(get(), never)).toMatchObject({ kind: 'answered', status: 302 });
  });

  it('gives up after the timeout, to the millisecond', async () => {
    const { url } = await listen(() => undefined);
    const before = performance.now();
    const answer = await transportTo(url).send(get({ timeoutMs: 80 }), never);
    expect(answer).toMatchObject({
      kind: 'failed',
      errorKind: 'timeout',
      errorText: 'no answer within 80 ms',
    });
    expect(performance.now() - before).toBeGreaterThanOrEqual(79);
  });

  it('gives up on an answer that starts and does not end', async () => {
    const { url } = await listen((_request, response) => void response.write('half'));
    expect(await transportTo(url).send(get({ timeoutMs: 80 }), never)).toMatchObject({
      errorKind: 'timeout',
    });
  });

  it('works again after a timeout', async () => {
    let requests = 0;
    const { url } = await listen((_request, response) => {
      requests += 1;
      if (requests > 1) response.end('back');
    });
    const transport = transportTo(url);
    await transport.send(get({ timeoutMs: 50 }), never);
    expect(await transport.send(get(), never)).toMatchObject({ kind: 'answered', text: 'back' });
  });

  it('tells a refused connection', async () => {
    const { url } = await listen(() => undefined);
    await ends.pop()?.();
    const answer = await transportTo(url).send(get(), never);
    expect(answer).toMatchObject({ kind: 'failed', errorKind: 'connection_refused' });
  });

  it('tells a connection that was refused at every address of a name', async () => {
    const { url } = await listen(() => undefined);
    await ends.pop()?.();
    const answer = await transportTo(url.replace('127.0.0.1', 'localhost')).send(get(), never);
    expect(answer).toMatchObject({
      kind: 'failed',
      errorKind: 'connection_refused',
      errorText: expect.stringMatching(/\w/),
    });
  });

  it.each([
    ['reset', (socket: Socket) => socket.resetAndDestroy()],
    ['closed', (socket: Socket) => socket.end()],
  ])('tells a connection that was %s in place of an answer', async (_how, end) => {
    const server = createRawServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => end(socket));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    ends.push(() => server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const answer = await transportTo(url).send(get(), never);
    expect(answer).toMatchObject({ kind: 'failed', errorKind: 'connection_reset' });
  });

  it('rejects when its signal aborts, and ends the request', async () => {
    const { signal, answer } = abortOnRequest();
    const { server, url } = await listen(answer);
    const closed = new Promise((resolve) => {
      server.on('connection', (socket) => socket.on('close', resolve));
    });
    await expect(transportTo(url).send(get(), signal)).rejects.toThrow('interrupted');
    await closed;
  });

  it('sends nothing when its signal was aborted before', async () => {
    const { url } = await listen(() => expect.fail('a request came in'));
    await expect(transportTo(url).send(get(), AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
  });
});

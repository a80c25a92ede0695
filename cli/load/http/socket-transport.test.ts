import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createRawServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { keyedRandom } from '../../../target-shop/contract/keyed-random.ts';
import { type Clock, systemClock } from '../../core/clock.ts';
import { socketTransport } from './socket-transport.ts';
import type { Transport, WireRequest } from './transport.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** A server of HTTP that counts its connections. */
async function listen(answer: RequestListener, keepAliveTimeout = 5000) {
  const server = createServer({ keepAliveTimeout }, answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(() => new Promise((resolve) => server.close(resolve).closeAllConnections()));
  const connections: Socket[] = [];
  server.on('connection', (socket) => connections.push(socket));
  return { connections, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** A server that does with its sockets as told. */
async function listenRaw(onSocket: (socket: Socket, number: number) => void): Promise<string> {
  let sockets = 0;
  const server = createRawServer((socket) => {
    socket.on('error', () => undefined);
    sockets += 1;
    onSocket(socket, sockets);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function transportTo(url: string, clock: Clock = systemClock): Transport {
  const transport = socketTransport(url, clock);
  ends.push(() => transport.close());
  return transport;
}

const get = (path = '/', changes: Partial<WireRequest> = {}): WireRequest => ({
  ...{ method: 'GET', path, headers: {}, timeoutMs: 5000 },
  ...changes,
});
const never = new AbortController().signal;
const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok';

describe('a transport over sockets', () => {
  it('gives every request its own answer, in whatever form and order they come', async () => {
    const draw = (path: string, name: string) => keyedRandom(7, 'answers', Number(path.slice(1)), name);
    const { connections, url } = await listen(async (request, response) => {
      const { url: path = '' } = request;
      await sleep(draw(path, 'wait') * 20);
      const text = path.repeat(1 + Math.floor(draw(path, 'length') ** 4 * 40_000));
      if (draw(path, 'form') < 0.5) response.setHeader('content-length', text.length);
      else response.write(text.slice(0, 10));
      response.end(draw(path, 'form') < 0.5 ? text : text.slice(10));
    });
    const transport = transportTo(url);
    const paths = Array.from({ length: 500 }, (_, number) => `/${1000 + number}`);
    const users = Array.from({ length: 20 }, async () => {
      for (let path = paths.pop(); path !== undefined; path = paths.pop()) {
        const answer = await transport.send(get(path), never);
        if (answer.kind === 'failed') throw new Error(answer.errorText);
        expect(answer.text.replaceAll(path, '')).toBe('');
        expect(answer.text).toContain(path);
      }
    });
    await Promise.all(users);
    expect(connections.length).toBe(20);
  });

  it('opens another connection before the server closes the one it has', async () => {
    const { connections, url } = await listen((_request, response) => void response.end('ok'), 60_000);
    let aheadMs = 0;
    const transport = transportTo(url, { ...systemClock, now: () => systemClock.now() + aheadMs });
    await transport.send(get(), never);
    await transport.send(get(), never);
    expect(connections).toHaveLength(1);
    aheadMs = 59_100;
    await transport.send(get(), never);
    expect(connections).toHaveLength(2);
  });

  it('opens another connection after the server has closed the one it has', async () => {
    const { connections, url } = await listen((_request, response) => void response.end('ok'));
    const transport = transportTo(url);
    await transport.send(get(), never);
    const [first] = connections;
    if (first === undefined) throw new Error('no connection');
    first.end();
    await once(first, 'close');
    expect(await transport.send(get(), never)).toMatchObject({ kind: 'answered', text: 'ok' });
    expect(connections).toHaveLength(2);
  });

  it('takes nothing for an answer that came before its question', async () => {
    const url = await listenRaw((socket, number) => {
      socket.on('data', () => {
        socket.write(number === 1 ? `${OK}HTTP/1.1 500 Unasked\r\ncontent-length: 0\r\n\r\n` : OK);
      });
    });
    const transport = transportTo(url);
    for (let round = 0; round < 3; round += 1) {
      expect(await transport.send(get(), never)).toMatchObject({ kind: 'answered', status: 200 });
    }
  });

  it('tells an answer that is none', async () => {
    const url = await listenRaw((socket) => void socket.write('SSH-2.0-OpenSSH_9.2\r\n\r\n'));
    expect(await transportTo(url).send(get(), never)).toMatchObject({
      ...{ kind: 'failed', errorKind: 'other', errorText: 'no HTTP/1.1 answer: "SSH-2.0-OpenSSH_9.2"' },
    });
  });

  it('reads an answer that ends with its connection', async () => {
    const url = await listenRaw((socket) => {
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\n\r\nto the end'));
    });
    expect(await transportTo(url).send(get(), never)).toMatchObject({ kind: 'answered', text: 'to the end' });
  });

  it('tells an answer that breaks off', async () => {
    const url = await listenRaw((socket) => {
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 20\r\n\r\nhalf'));
    });
    expect(await transportTo(url).send(get(), never)).toMatchObject({
      ...{ kind: 'failed', errorKind: 'connection_reset' },
    });
  });

  it.each([
    ['/a b', {}],
    ['/a\r\nx: y', {}],
    ['/', { baggage: 'a\r\nx: y' }],
    ['/', { baggage: 'ü€' }],
  ])('sends nothing that would break out of its line (%j, %j)', async (path, headers) => {
    const { connections, url } = await listen(() => expect.fail('a request came in'));
    const answer = await transportTo(url).send(get(path, { headers }), never);
    expect(answer).toMatchObject({ kind: 'failed', errorKind: 'other' });
    expect(answer).toHaveProperty('errorText', expect.stringMatching(/not to be sent as it is/));
    expect(connections).toHaveLength(0);
  });

  it('keeps the deadline of each request on a connection, shorter or longer than the one before', async () => {
    const { url } = await listen((request, response) => {
      if (request.url !== '/never') response.end('ok');
    });
    const transport = transportTo(url);
    for (const timeoutMs of [60, 20, 90]) {
      await transport.send(get('/', { timeoutMs: 4000 }), never);
      const before = performance.now();
      const answer = await transport.send(get('/never', { timeoutMs }), never);
      expect(answer).toHaveProperty('errorText', `no answer within ${timeoutMs} ms`);
      expect(performance.now() - before).toBeGreaterThanOrEqual(timeoutMs - 1);
    }
  });
});

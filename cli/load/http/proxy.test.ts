import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { failureOver, get, Loopback, never } from '../test/loopback.ts';

const loopback = new Loopback();
afterEach(() => loopback.end());
afterAll(() => loopback.authority.close());

/** A small proxy: forwards plain requests, opens tunnels, and knows who may use it. */
async function startProxy(authorization?: string) {
  const asked: string[] = [];
  const isLetIn = ({ method, url, headers }: IncomingMessage) => {
    asked.push(`${method} ${url}`);
    return headers['proxy-authorization'] === authorization;
  };
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    if (!isLetIn(request)) return response.writeHead(407).end();
    const { method, url = '', headers } = request;
    const onward = forward(url, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    request.pipe(onward);
  });
  server.on('connect', (request: IncomingMessage, client: Socket) => {
    client.on('error', () => undefined);
    if (!isLetIn(request)) return client.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    const { hostname, port } = new URL(`http://${request.url}`);
    const target = connect(Number(port), hostname, () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      target.pipe(client).pipe(target);
    });
    target.on('error', () => client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'));
  });
  const { url, seen } = await loopback.listen(server, 'http');
  return { url, seen, asked };
}

const host = (url: string) => new URL(url).host;

describe('a proxy', () => {
  it('is told the whole address of a plain request, and the target whom it is for', async () => {
    const hosts: (string | undefined)[] = [];
    const target = await loopback.plain(({ headers }, response) => {
      hosts.push(headers.host);
      response.end('hello');
    });
    const proxy = await startProxy();
    const transport = await loopback.transportTo(`${target.url}/base`, { proxy: { url: proxy.url } });
    expect(await transport.send(get(), never)).toMatchObject({ kind: 'answered', text: 'hello' });
    expect(proxy.asked).toEqual([`GET ${target.url}/base/menu`]);
    expect(hosts).toEqual([host(target.url)]);
  });

  it.each([
    ['HTTP/1.1', () => loopback.secure(), false],
    ['HTTP/2', () => loopback.http2(), true],
  ])('opens a tunnel for TLS, over %s, which counts as connecting', async (_how, start, http2) => {
    const target = await start();
    const proxy = await startProxy();
    const wire = { proxy: { url: proxy.url }, tls: loopback.trusting, http2 };
    const answer = await (await loopback.transportTo(target.url, wire)).send(get(), never);
    expect(answer).toMatchObject({ kind: 'answered', text: '{"fine":true}' });
    expect(answer.phases?.connectMs).toBeGreaterThan(0);
    expect(answer.phases?.tlsMs).toBeGreaterThan(0);
    expect(proxy.asked).toEqual([`CONNECT ${host(target.url)}`]);
    expect(target.seen.names).toEqual(['localhost']);
  });

  it('is told who we are', async () => {
    const authorization = `Basic ${Buffer.from('me:secret').toString('base64')}`;
    const proxy = await startProxy(authorization);
    const [plain, secure] = [await loopback.plain(), await loopback.secure()];
    for (const { url } of [plain, secure]) {
      const known = { proxy: { url: proxy.url, authorization }, tls: loopback.trusting };
      expect(await (await loopback.transportTo(url, known)).send(get(), never)).toMatchObject({
        status: 200,
      });
    }
    const unknown = { proxy: { url: proxy.url }, tls: loopback.trusting };
    expect(await (await loopback.transportTo(plain.url, unknown)).send(get(), never)).toMatchObject({
      status: 407,
    });
    expect(await failureOver(loopback.transportTo(secure.url, unknown))).toMatchObject({
      errorKind: 'proxy_failed',
      errorText: `no way to ${host(secure.url)} through the proxy ${host(proxy.url)}: it answered 407 Proxy Authentication Required`,
    });
  });

  it('that is not there, or finds no way, is told as the proxy’s failure', async () => {
    const { url } = await loopback.secure();
    const gone = { proxy: { url: 'http://127.0.0.1:9' }, tls: loopback.trusting };
    expect((await failureOver(loopback.transportTo(url, gone))).errorKind).toBe('proxy_failed');
    const proxy = await startProxy();
    const nowhere = await loopback.transportTo('https://localhost:9', { proxy: { url: proxy.url } });
    expect(await failureOver(nowhere)).toMatchObject({
      errorKind: 'proxy_failed',
      errorText: expect.stringContaining('502'),
    });
  });
});

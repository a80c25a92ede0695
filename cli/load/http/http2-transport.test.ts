import { createSecureServer } from 'node:http2';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { failureOver, get, Loopback, never } from '../test/loopback.ts';

const loopback = new Loopback();
afterEach(() => loopback.end());
afterAll(() => loopback.authority.close());

describe('HTTP/2', () => {
  const over = { tls: loopback.trusting, http2: true };

  it('sends method, path, headers and body, and answers status, text and cookies', async () => {
    const { url, seen } = await loopback.http2(async (request, response) => {
      const { method, url: path, headers } = request;
      const body = (await request.toArray()).join('');
      response.setHeader('set-cookie', ['a=1', 'b=2']);
      response.setHeader('x-kind', 'menu');
      response.writeHead(201);
      response.end(
        JSON.stringify({ method, path, mark: headers['baggage'], host: headers[':authority'], body }),
      );
    });
    const request = get({ method: 'POST', headers: { baggage: 'x=1' }, body: '{"é":1}' });
    const answer = await (await loopback.transportTo(`${url}/base/`, over)).send(request, never);
    expect(answer).toMatchObject({ kind: 'answered', status: 201, cookies: ['a=1', 'b=2'] });
    expect(answer.kind === 'answered' && answer.header?.('x-kind')).toBe('menu');
    const { host } = new URL(url);
    expect(JSON.parse(answer.kind === 'answered' ? answer.text : '')).toEqual({
      ...{ method: 'POST', path: '/base/menu', mark: 'x=1', host, body: '{"é":1}' },
    });
    expect(seen.protocols).toEqual(['h2']);
  });

  it('puts many requests on one connection, and opens another beyond what the server takes', async () => {
    const held: (() => void)[] = [];
    const { url, seen } = await loopback.http2(
      (_request, response) => void held.push(() => response.end('ok')),
      { settings: { maxConcurrentStreams: 4 } },
    );
    const transport = await loopback.transportTo(url, over);
    // The first tells what the server takes.
    const first = transport.send(get(), never);
    await expect.poll(() => held.length).toBe(1);
    const others = Array.from({ length: 9 }, () => transport.send(get(), never));
    await expect.poll(() => held.length, { timeout: 5000 }).toBe(10);
    expect(seen.connections).toBe(3);
    for (const release of held) release();
    const answers = await Promise.all([first, ...others]);
    expect(answers.every(({ kind }) => kind === 'answered')).toBe(true);
    expect(answers.filter(({ phases }) => phases?.tlsMs !== undefined)).toHaveLength(3);
  });

  it('opens another connection when the server says it will end this one', async () => {
    const target = createSecureServer(loopback.identity, (_request, response) => void response.end('ok'));
    const { url, seen } = await loopback.listen(target, 'https');
    const sessions: { goaway(): void }[] = [];
    target.on('session', (session) => sessions.push(session));
    const transport = await loopback.transportTo(url, over);
    expect((await transport.send(get(), never)).kind).toBe('answered');
    sessions[0]?.goaway();
    await expect
      .poll(async () => {
        expect((await transport.send(get(), never)).kind).toBe('answered');
        return seen.connections;
      })
      .toBe(2);
  });

  it('says so when the server speaks only HTTP/1.1', async () => {
    const { url } = await loopback.secure();
    expect(await failureOver(loopback.transportTo(url, over))).toMatchObject({
      errorKind: 'http2_not_spoken',
      errorText: `${new URL(url).host} speaks only HTTP/1.1`,
    });
  });

  it.each([
    ['refused', 7, 'stream_refused'],
    ['cancelled', 8, 'connection_reset'],
    ['broken', 2, 'connection_reset'],
  ])('tells a stream that was %s', async (_how, code, kind) => {
    const { url } = await loopback.http2((_request, response) => response.stream.close(code));
    expect((await failureOver(loopback.transportTo(url, over))).errorKind).toBe(kind);
  });

  it('takes half an answer for none', async () => {
    const { url, cut } = await loopback.http2((_request, response) => {
      response.write('half');
      setTimeout(() => cut(), 50);
    });
    expect((await failureOver(loopback.transportTo(url, over))).errorKind).toBe('connection_reset');
  });

  it('tells a connection that is gone, and opens another for the next request', async () => {
    let requests = 0;
    const { url } = await loopback.http2((request, response) => {
      requests += 1;
      if (requests === 1) request.socket.destroy();
      else response.end('back');
    });
    const transport = await loopback.transportTo(url, over);
    expect(await transport.send(get(), never)).toMatchObject({ errorKind: 'connection_reset' });
    expect(await transport.send(get(), never)).toMatchObject({ kind: 'answered', text: 'back' });
  });

  it('refuses certificates as HTTP/1.1 does, and tells a refused connection', async () => {
    const { url } = await loopback.http2();
    expect((await failureOver(loopback.transportTo(url, { http2: true }))).errorKind).toBe(
      'certificate_untrusted',
    );
    await loopback.end();
    expect((await failureOver(loopback.transportTo(url, over))).errorKind).toBe('connection_refused');
  });

  it('gives up after the timeout and when its signal aborts, and goes on over the same connection', async () => {
    const controller = new AbortController();
    const { url, seen } = await loopback.http2(({ url: path }, response) => {
      if (path === '/abort') controller.abort(new Error('interrupted'));
      if (path === '/menu') response.end('back');
    });
    const transport = await loopback.transportTo(url, over);
    const hangs = get({ path: '/hang', timeoutMs: 80 });
    expect(await transport.send(hangs, never)).toMatchObject({ errorKind: 'timeout' });
    const aborts = transport.send(get({ path: '/abort' }), controller.signal);
    await expect(aborts).rejects.toThrow('interrupted');
    expect(await transport.send(get(), never)).toMatchObject({ kind: 'answered', text: 'back' });
    expect(seen.connections).toBe(1);
  });
});

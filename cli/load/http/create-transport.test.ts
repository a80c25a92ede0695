import { createServer } from 'node:http';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { Authority } from '../test/certificates.ts';
import { failureOver, get, Loopback, never } from '../test/loopback.ts';
import type { Transport, WireAnswer } from './transport.ts';
import type { WireOptions } from './wire-options.ts';

const loopback = new Loopback();
afterEach(() => loopback.end());
afterAll(() => loopback.authority.close());

/** Two iterations of three requests each, one after another. */
async function playTwo(transport: Transport): Promise<readonly WireAnswer[]> {
  const answers: WireAnswer[] = [];
  for (let iteration = 0; iteration < 2; iteration += 1) {
    const own = transport.forUser?.() ?? transport;
    for (let k = 0; k < 3; k += 1) answers.push(await own.send(get(), never));
    if (own !== transport) await own.close();
  }
  return answers;
}

describe.each([
  ['HTTP/1.1', () => loopback.plain(), {}],
  ['HTTP/1.1 with TLS', () => loopback.secure(), { tls: loopback.trusting }],
  ['HTTP/2', () => loopback.http2(), { tls: loopback.trusting, http2: true }],
])('connections over %s', (how, start, wire: WireOptions) => {
  it.each([
    ['shared', undefined, 1],
    ['a user’s own', 'per-user' as const, 2],
    ['new for every request', 'new' as const, 6],
  ])('are %s', async (_sharing, connections, expected) => {
    const { url, seen } = await start();
    const answers = await playTwo(
      await loopback.transportTo(url, { ...wire, ...(connections && { connections }) }),
    );
    expect(answers.map(({ kind }) => kind)).toEqual(Array(6).fill('answered'));
    expect(seen.connections).toBe(expected);
    const opened = answers.filter(({ phases }) => phases?.connectMs !== undefined);
    expect(opened).toHaveLength(expected);
    const handshakes = answers.filter(({ phases }) => phases?.tlsMs !== undefined);
    expect(handshakes).toHaveLength(how === 'HTTP/1.1' ? 0 : expected);
    expect(answers.every(({ phases }) => phases?.ttfbMs !== undefined)).toBe(true);
  });
});

it('closes a user’s connections when the iteration is over, and a new one after its request', async () => {
  for (const connections of ['per-user', 'new'] as const) {
    const target = createServer((_request, response) => void response.end());
    const { url } = await loopback.listen(target, 'http');
    await playTwo(await loopback.transportTo(url, { connections }));
    await expect.poll(() => new Promise((resolve) => target.getConnections((_, n) => resolve(n)))).toBe(0);
  }
});

describe('TLS', () => {
  it('trusts who is named, shows the host’s name, and speaks HTTP/1.1', async () => {
    const { url, seen } = await loopback.secure();
    expect(
      await (await loopback.transportTo(url, { tls: loopback.trusting })).send(get(), never),
    ).toMatchObject({
      kind: 'answered',
      text: '{"fine":true}',
    });
    expect(seen.names).toEqual(['localhost']);
    expect(seen.protocols).toEqual(['http/1.1']);
  });

  it.each([
    [
      'nobody we know issued',
      () => loopback.secure(),
      {},
      'certificate_untrusted',
      /not trusted \(.+\): name its issuer with --ca/,
    ],
    [
      'has expired',
      () => loopback.secure(loopback.authority.issue('DNS:localhost', -1)),
      { tls: loopback.trusting },
      'certificate_expired',
      /not valid now \(certificate has expired\)/,
    ],
    [
      'is made out to another host',
      () => loopback.secure(loopback.authority.issue('DNS:shop.example')),
      { tls: loopback.trusting },
      'certificate_wrong_host',
      /another host \(.*shop\.example.*\)/,
    ],
  ])('refuses a certificate that %s, and takes it with isInsecure', async (_why, start, wire, kind, text) => {
    const { url } = await start();
    expect(await failureOver(loopback.transportTo(url, wire))).toMatchObject({
      errorKind: kind,
      errorText: expect.stringMatching(text),
    });
    const insecure = await (await loopback.transportTo(url, { tls: { isInsecure: true } })).send(
      get(),
      never,
    );
    expect(insecure.kind).toBe('answered');
  });

  it('shows a certificate of ours to who asks for it, and says what is wrong without one', async () => {
    const url = await loopback.demanding();
    const shown = { ...loopback.trusting, ...loopback.authority.issue('DNS:client.example') };
    expect(
      (await (await loopback.transportTo(url, { tls: shown })).send(get({ path: '/' }), never)).kind,
    ).toBe('answered');
    expect(await failureOver(loopback.transportTo(url, { tls: loopback.trusting }))).toMatchObject({
      errorKind: 'certificate_refused',
      errorText: expect.stringContaining('give one with --cert and --key'),
    });
    const strangers = new Authority();
    const strange = { ...loopback.trusting, ...strangers.issue('DNS:client.example') };
    strangers.close();
    expect((await failureOver(loopback.transportTo(url, { tls: strange }))).errorKind).toBe(
      'certificate_refused',
    );
  });

  it('tells a server that speaks no TLS', async () => {
    const { url } = await loopback.plain();
    expect(
      (await failureOver(loopback.transportTo(url.replace('http:', 'https:'), { tls: loopback.trusting })))
        .errorKind,
    ).toBe('tls_failed');
  });
});

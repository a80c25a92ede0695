import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { Loopback } from '../load/test/loopback.ts';
import { awaitFirstAnswer, readWire } from './reach-target.ts';

const loopback = new Loopback();
afterEach(() => loopback.end());
afterAll(() => loopback.authority.close());

describe('the first answer of a target', () => {
  it('may be any, also one with TLS whose issuer is named in a file', async () => {
    const plain = await loopback.plain((_request, response) => response.writeHead(404).end());
    await awaitFirstAnswer(plain.url, readWire());
    const caFile = loopback.authority.write('ca-of-target.pem', loopback.authority.cert);
    const secure = await loopback.secure();
    await awaitFirstAnswer(secure.url, readWire({ caFile }));
    await awaitFirstAnswer(secure.url, readWire({ isInsecure: true }));
  });

  it.each([
    ['an unknown issuer', () => loopback.secure(), {}, /not trusted/, /--ca FILE/],
    [
      'HTTP/1.1 only',
      () => loopback.secure(),
      { http2: true as const, isInsecure: true as const },
      /only HTTP\/1.1/,
      /--http2 out/,
    ],
  ])('is missed with a way out: %s', async (_why, start, plan, message, hint) => {
    const { url } = await start();
    await expect(awaitFirstAnswer(url, readWire(plan))).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringMatching(message),
      hint: expect.stringMatching(hint),
    });
  });

  it('is missed where nobody listens', async () => {
    await expect(awaitFirstAnswer('http://127.0.0.1:9', readWire())).rejects.toMatchObject({
      code: 'SHOPCTL_TARGET_UNREACHABLE',
      message: 'no answer from http://127.0.0.1:9: connect ECONNREFUSED 127.0.0.1:9',
    });
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Authority } from '../load/test/certificates.ts';
import { environmentProxy } from './environment-proxy.ts';
import { planWire, type WireRequest } from './wire-plan.ts';

const directory = mkdtempSync(path.join(tmpdir(), 'wire-'));
const authority = new Authority();
afterAll(() => {
  rmSync(directory, { recursive: true });
  authority.close();
});
const { key, cert } = authority.issue('DNS:client.example');
const file = (name: string, text: string) => {
  writeFileSync(path.join(directory, name), text);
  return path.join(directory, name);
};

const plan = (changes: Partial<WireRequest> = {}) =>
  planWire({
    ...{ connections: 'shared', http2: false, insecure: false, environment: {} },
    ...{ targetUrl: 'https://shop.example' },
    ...changes,
  });

describe('how requests reach the target', () => {
  it('is left out where it is as by default', () => {
    expect(plan()).toEqual({});
  });

  it('says what differs', () => {
    const files = {
      ca: file('ca.pem', authority.cert),
      cert: file('cert.pem', cert),
      key: file('key.pem', key),
    };
    expect(
      plan({ connections: 'new', http2: true, insecure: true, proxy: 'http://127.0.0.1:3128/', ...files }),
    ).toEqual({
      wire: {
        connections: 'new',
        http2: true,
        proxyUrl: 'http://127.0.0.1:3128',
        caFile: files.ca,
        certFile: files.cert,
        keyFile: files.key,
        isInsecure: true,
      },
    });
  });

  it('keeps the password of the environment’s proxy out of the plan', () => {
    const environment = { HTTPS_PROXY: 'http://me:s%3Acret@proxy.example:3128' };
    expect(plan({ environment })).toEqual({
      wire: { proxyUrl: 'http://proxy.example:3128' },
      proxyAuthorization: `Basic ${Buffer.from('me:s:cret').toString('base64')}`,
    });
    expect(plan({ environment, targetUrl: undefined })).toEqual({});
    expect(plan({ environment, proxy: 'http://other.example' }).wire?.proxyUrl).toBe('http://other.example');
  });

  it.each([
    [
      'HTTP/2 without TLS',
      { http2: true, targetUrl: 'http://shop.example' },
      /--http2 needs a target with TLS/,
    ],
    [
      'certificates for the deployed shop',
      { insecure: true, targetUrl: undefined },
      /--insecure .* the deployed shop/,
    ],
    ['a proxy that is no URL', { proxy: 'proxy:3128' }, /--proxy proxy:3128 is no http URL/],
    [
      'a password on the command line',
      { proxy: 'http://me:secret@proxy.example' },
      /^(?!.*secret).*password/,
    ],
    ['a file that is not there', { ca: '/nowhere/ca.pem' }, /--ca \/nowhere\/ca.pem cannot be read/],
    ['a file of something else', { ca: file('ca.txt', 'hello') }, /ca.txt is no PEM file/],
    [
      'a key of another certificate',
      { cert: file('a.pem', cert), key: file('b.pem', authority.issue('DNS:other.example').key) },
      /key values mismatch/,
    ],
  ])('refuses %s', (_what, changes, message) => {
    expect(() => plan(changes)).toThrow(
      expect.objectContaining({ exitCode: 2, message: expect.stringMatching(message) }),
    );
  });
});

describe('the environment’s proxy', () => {
  const proxies = { HTTP_PROXY: 'http://plain.example:1', https_proxy: 'secure.example:2' };
  it.each([
    ['http://shop.example', {}, 'plain.example:1'],
    ['https://shop.example', {}, 'secure.example:2'],
    ['http://127.0.0.1:3000', {}, undefined],
    ['https://localhost', {}, undefined],
    ['http://[::1]:3000', {}, undefined],
    ['http://shop.example', { NO_PROXY: 'other.example, shop.example' }, undefined],
    ['http://eu.shop.example', { no_proxy: '.shop.example' }, undefined],
    ['http://eu.shop.example', { no_proxy: 'shop.example' }, undefined],
    ['http://myshop.example', { no_proxy: 'shop.example' }, 'plain.example:1'],
    ['http://shop.example:8080', { NO_PROXY: 'shop.example:8080' }, undefined],
    ['http://shop.example:8081', { NO_PROXY: 'shop.example:8080' }, 'plain.example:1'],
    ['https://shop.example', { NO_PROXY: 'shop.example:443' }, undefined],
    ['http://shop.example', { NO_PROXY: '*' }, undefined],
  ])('of %s with %j is %s', (target, exceptions, host) => {
    expect(environmentProxy(target, { ...proxies, ...exceptions })?.host).toBe(host);
  });

  it('is none where none is set, and refused where it is no URL', () => {
    expect(environmentProxy('http://shop.example', { HTTP_PROXY: '' })).toBeUndefined();
    expect(() => environmentProxy('http://shop.example', { HTTP_PROXY: 'ftp://proxy' })).toThrow(
      'HTTP_PROXY',
    );
  });
});

import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTestShop } from '../../target-shop/services/testing/start-shop.ts';
import { packageRoot } from '../core/package-root.ts';
import { startTestStores } from '../platform/local/stores/test-stores.ts';
import { importSchema } from '../report/json/answer-schemas.ts';
import type { RunRecord } from '../run/run-record.ts';
import { runShopctl } from './shopctl-process.ts';

/** A project of a user, with shopctl among its dependencies. */
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'import-'));
  mkdirSync(path.join(folder, 'node_modules'));
  symlinkSync(packageRoot(), path.join(folder, 'node_modules/shopctl'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What a type checker says of a module; nothing when all is well. */
function typeErrors(file: string): string {
  const tsc = path.join(packageRoot(), 'node_modules/typescript/bin/tsc');
  const options = [
    '--noEmit',
    '--strict',
    '--module',
    'nodenext',
    '--skipLibCheck',
    '--allowImportingTsExtensions',
  ];
  return spawnSync(process.execPath, [tsc, ...options, file], { cwd: folder, encoding: 'utf8' }).stdout;
}

async function shopctl(...argv: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runShopctl(folder, ...argv);
  expect(code, stderr + stdout).toBe(0);
  return stdout;
}

/** Plays the journeys of a module; answers the record. A busy machine starts them late (14), and plays the same. */
async function played(file: string, url: string, ...argv: readonly string[]): Promise<RunRecord> {
  const load = ['load', '--target', url, '--journeys', file, '--mix-mode', 'exact', '--json'];
  const { code, stdout, stderr } = await runShopctl(folder, ...load, ...argv);
  expect([0, 14], stderr + stdout.slice(0, 500)).toContain(code);
  return JSON.parse(stdout) as RunRecord; // what --json prints
}

describe('a recording of a visit', () => {
  let server: Server;
  let url: string;
  let seen: string[];

  /** Carts have ids of their own, may be seen by whoever is logged in, and hold what was put into them. */
  beforeEach(async () => {
    seen = [];
    let carts = 0;
    server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const body = Buffer.concat(chunks).toString();
      const line = `${request.method} ${request.url}`;
      seen.push(line);
      const answer = (status: number, value: unknown, headers = {}) =>
        response
          .writeHead(status, { 'content-type': 'application/json', ...headers })
          .end(JSON.stringify(value));
      if (line === 'POST /login') {
        return answer(200, { token: `token-${body}-1` }, { 'set-cookie': 'session=s1; Path=/' });
      }
      const isKnown =
        request.headers.authorization === 'Bearer token-name=Ada-1' &&
        request.headers.cookie === 'session=s1';
      if (!isKnown) return answer(401, {});
      if (line === 'POST /carts') {
        carts += 1;
        return answer(201, { id: `cart-${String(carts).padStart(6, '0')}` });
      }
      const [, id] = /^\/carts\/cart-0*(\d+)\b/.exec(request.url ?? '') ?? [];
      if (id === undefined || Number(id) > carts) return answer(404, {});
      return answer(200, body === '' ? {} : JSON.parse(body));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  /** Makes a request as a browser does, and writes it down as a browser does. */
  async function record(
    entries: object[],
    method: string,
    where: string,
    options: RequestInit & { body?: string } = {},
  ) {
    const headers = options.headers as Record<string, string> | undefined;
    const startedDateTime = new Date().toISOString();
    const response = await fetch(url + where, { method, ...options });
    const text = await response.text();
    const mimeType = headers?.['content-type'] ?? '';
    entries.push({
      startedDateTime,
      time: 1,
      request: {
        method,
        url: url + where,
        headers: Object.entries(headers ?? {}).map(([name, value]) => ({ name, value })),
        ...(options.body === undefined ? {} : { postData: { mimeType, text: options.body } }),
      },
      response: {
        status: response.status,
        content: { mimeType: response.headers.get('content-type'), text },
      },
    });
    return JSON.parse(text) as Record<string, string>;
  }

  it('becomes a journey that type-checks, holds no secret, and plays with ids of its own', async () => {
    const entries: object[] = [];
    const { token } = await record(entries, 'POST', '/login', {
      body: 'name=Ada',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    const headers = { authorization: `Bearer ${token}`, cookie: 'session=s1' };
    const { id } = await record(entries, 'POST', '/carts', { headers });
    const json = { ...headers, 'content-type': 'application/json' };
    await record(entries, 'PUT', `/carts/${id}/items`, {
      headers: json,
      body: JSON.stringify({ cart: id, pieces: 2 }),
    });
    await record(entries, 'GET', `/carts/${id}?full=yes`, { headers });
    writeFileSync(path.join(folder, 'visit.har'), JSON.stringify({ log: { version: '1.2', entries } }));

    const imported = JSON.parse(await shopctl('load', 'import', 'visit.har', '--json'));
    expect(importSchema.strict().safeParse(imported).error?.issues ?? []).toEqual([]);
    expect(imported).toMatchObject({
      file: 'visit.ts',
      kind: 'har',
      journeys: [{ name: 'visit', requests: 4 }],
    });
    const module = readFileSync(path.join(folder, 'visit.ts'), 'utf8');
    for (const secret of [token, id, 's1']) expect(module).not.toContain(secret);
    expect(typeErrors('visit.ts')).toBe('');

    seen = [];
    const { load } = await played('visit.ts', url, '--rate', '10/s', '--duration', '1s');
    const [users] = load.loads;
    expect(load.errors).toEqual([]);
    expect(users?.journeys).toMatchObject([{ name: 'visit', completed: 10, failed: 0 }]);
    expect(users?.endpoints.map(({ name, requests, errors }) => ({ name, requests, errors }))).toEqual(
      ['GET /carts/:cartId', 'POST /carts', 'POST /login', 'PUT /carts/:cartId/items'].map((name) => ({
        name,
        requests: 10,
        errors: 0,
      })),
    );
    // The first answer of a target is waited for before the load begins.
    expect(seen.filter((line) => line !== 'GET /')).toHaveLength(40);
    const carts = seen.flatMap((line) => /^PUT \/carts\/(.+)\/items$/.exec(line)?.[1] ?? []);
    expect(new Set(carts).size).toBe(10);
    expect(carts).not.toContain(id);
  });
});

describe('the shop’s own OpenAPI document', () => {
  it.each([
    // Nothing was put into the cart before its pieces are changed.
    ['operation', ['PATCH /carts/:customerId/items']],
    ['tag', []],
  ])('becomes journeys for each %s that type-check and go well', async (per, failing) => {
    const shop = await startTestShop(await startTestStores());
    try {
      const { body } = await shop.ask('/openapi.json', { service: 'cart' });
      // What operators may do needs their token, and is no business of a user's.
      const paths = Object.entries(body.paths).filter(([route]) => /^\/carts?\b/.test(route));
      writeFileSync(
        path.join(folder, 'cart.json'),
        JSON.stringify({ ...body, paths: Object.fromEntries(paths) }),
      );
      const { journeys } = JSON.parse(await shopctl('load', 'import', 'cart.json', '--per', per, '--json'));
      expect(journeys.length).toBeGreaterThan(1);
      expect(typeErrors('cart.ts')).toBe('');
      const { load } = await played('cart.ts', shop.urlOf('cart'), '--rate', '10/s', '--duration', '3s');
      expect(load.errors.map(({ endpoint }) => endpoint)).toEqual(failing);
      const [users] = load.loads;
      expect(users?.journeys.map(({ name }) => name)).toEqual(
        journeys.map(({ name }: { name: string }) => name),
      );
      for (const { started, completed } of users?.journeys ?? []) {
        expect(started).toBeGreaterThan(0);
        expect(completed).toBe(started);
      }
      const operations = paths.flatMap(([route, item]) =>
        Object.keys(item as object).map(
          (method) => `${method.toUpperCase()} ${route.replaceAll(/\{(\w+)\}/g, ':$1')}`,
        ),
      );
      expect(users?.endpoints.map(({ name }) => name).sort()).toEqual(operations.sort());
    } finally {
      await shop.stop();
    }
  });
});

import { describe, expect, it } from 'vitest';
import { writeModule } from '../write-module.ts';
import type { HarEntry } from './har-file.ts';
import { scriptOfHar } from './script-of-har.ts';

const START_MS = Date.parse('2026-03-01T10:00:00.000Z');
const SHOP = 'https://shop.example';
/** Source text; a placeholder of it is written with § here, since this is none of ours. */
const source = (text: string) => text.replaceAll('§{', '${');

interface Recorded {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly type?: string;
  readonly status?: number;
  readonly answer?: unknown;
  readonly answerType?: string;
}

/** A request as a browser records it, answered after 50 ms. */
function recorded(atMs: number, line: string, more: Recorded = {}): HarEntry {
  const [method = '', where = ''] = line.split(' ');
  const {
    headers = {},
    body,
    type = 'application/json',
    status = 200,
    answer,
    answerType = 'application/json',
  } = more;
  return {
    startedDateTime: new Date(START_MS + atMs).toISOString(),
    time: 50,
    request: {
      method,
      url: where.startsWith('/') ? SHOP + where : where,
      headers: Object.entries({ ':path': '/', 'User-Agent': 'Mozilla', ...headers }).map(([name, value]) => ({
        name,
        value,
      })),
      ...(body === undefined ? {} : { postData: { mimeType: type, text: body } }),
    },
    response: { status, content: { mimeType: answerType, text: JSON.stringify(answer) } },
  };
}

function imported(entries: readonly HarEntry[], options = {}) {
  const { scripts, notes } = scriptOfHar(entries, 'visit', { isAllKept: false, ...options });
  return { module: writeModule(scripts, 'visit.har'), notes, steps: scripts[0]?.steps ?? [] };
}

/** What a journey asks for, one line each. */
const linesOf = (module: string) =>
  [...module.matchAll(/method: '(\w+)',\s+path: ['`]([^'`]*)/g)].map(
    ([, method, path]) => `${method} ${path}`,
  );

describe('a recording', () => {
  it('is played in its order, with pauses as think times of half to half as much again', () => {
    const { module, steps } = imported([
      recorded(5000, 'GET /second'),
      recorded(0, 'GET /first'),
      recorded(5010, 'GET /beside'),
      recorded(500_000, 'GET /late'),
    ]);
    expect(linesOf(module)).toEqual(['GET /first', 'GET /second', 'GET /beside', 'GET /late']);
    expect(steps.map(({ think }) => think)).toEqual([
      undefined,
      { minMs: 2480, maxMs: 7430 },
      undefined,
      { minMs: 15_000, maxMs: 45_000 },
    ]);
  });

  it('keeps one host, and no static files, preflights or what was never answered', () => {
    const entries = [
      recorded(0, 'GET /'),
      recorded(10, 'GET /app.js?v=1'),
      recorded(20, 'GET /logo', { answerType: 'image/png' }),
      recorded(30, 'OPTIONS /api', { headers: { 'Access-Control-Request-Method': 'POST' } }),
      recorded(40, 'GET /aborted', { status: 0 }),
      recorded(50, 'GET https://cdn.example/a.json'),
      recorded(60, 'GET data:text/plain,x'),
      recorded(70, 'GET /api'),
    ];
    const { module, notes } = imported(entries);
    expect(linesOf(module)).toEqual(['GET /', 'GET /api']);
    expect(notes.join('\n')).toMatch(
      /left out: 2 images[\s\S]*only requests to shop\.example .* cdn\.example \(1\)/,
    );
    expect(linesOf(imported(entries, { isAllKept: true }).module)).toHaveLength(4);
    expect(linesOf(imported(entries, { host: 'cdn.example' }).module)).toEqual(['GET /a.json']);
    expect(() => imported(entries, { host: 'cdn.exampel' })).toThrow('no request to it');
    expect(() => imported([])).toThrow('no request that could be played');
  });

  it('takes ids of paths, queries and bodies from the answer that held them first', () => {
    const { module } = imported([
      recorded(0, 'GET /menu', { answer: [{ id: 'latte' }, { id: 'mocha', price: 4 }] }),
      recorded(10, 'GET /menu/mocha', { answer: { id: 'mocha' } }),
      recorded(20, 'POST /carts', {
        answer: { cart_ref: '3f2b1c9a-1111-4222-8333-444455556666', lines: [{ id: 7 }] },
      }),
      recorded(30, 'PUT /carts/3f2b1c9a-1111-4222-8333-444455556666/lines/7?item_id=mocha', {
        body: JSON.stringify({ itemId: 'mocha', quantity: 4, lineId: 7, kind: 'mocha' }),
      }),
    ]);
    expect(module).toContain("const menuId = user.capture(menuAnswer, '[1].id');");
    expect(module).toContain("const cartRef = user.capture(cartsAnswer, 'cart_ref');");
    expect(module).toContain("const lineId = user.capture(cartsAnswer, 'lines[0].id');");
    expect(linesOf(module)).toEqual([
      'GET /menu',
      source('GET /menu/§{menuId}'),
      'POST /carts',
      source('PUT /carts/§{cartRef}/lines/§{lineId}?item_id=§{menuId}'),
    ]);
    expect(module).toContain("route: '/carts/:cartRef/lines/:lineId'");
    // A price of 4 is no reason for a quantity of 4, and a kind is no id.
    expect(module).toContain("body: { itemId: menuId, quantity: 4, lineId, kind: 'mocha' }");
  });

  it('leaves ids that no answer held, and says so; their route is one all the same', () => {
    const { module } = imported([recorded(0, 'GET /orders/4711?full=1', { status: 404 })]);
    expect(module).toContain("{ method: 'GET', path: '/orders/4711?full=1', route: '/orders/:id' }");
    expect(module).toContain('// 4711 stands as recorded: no earlier answer holds it.');
    expect(module).toContain('// Was answered with 404 when it was recorded.');
  });

  it('holds no secrets of headers: tokens of an answer are captured, others left out and named', () => {
    const { module, notes } = imported([
      recorded(0, 'POST /login', { body: '{"password":"x"}', answer: { access_token: 'tok3n-abcdef' } }),
      recorded(10, 'GET /me', {
        headers: {
          Authorization: 'Bearer tok3n-abcdef',
          Cookie: 'sid=s3cret',
          'X-Api-Key': 'k3y',
          'X-Tenant': 'north',
        },
      }),
      recorded(20, 'GET /all', { headers: { authorization: 'Basic QWRhOng=' } }),
    ]);
    expect(module).toContain(
      source("headers: { authorization: `Bearer §{accessToken}`, 'x-tenant': 'north' }"),
    );
    expect(module).not.toMatch(/tok3n|s3cret|k3y|QWRhOng|Mozilla/);
    expect(notes).toEqual([expect.stringContaining('headers authorization, cookie, x-api-key')]);
    expect(module).toContain('// "password" stands here as recorded: better from --data.');
  });

  it('sends forms and texts as they were', () => {
    const { module } = imported([
      recorded(0, 'POST /form', {
        type: 'application/x-www-form-urlencoded; charset=utf-8',
        body: 'a=1&b=x+y',
      }),
      recorded(1, 'POST /csv', { type: 'text/csv', body: 'a,b' }),
      recorded(2, 'PATCH /json', { type: 'application/merge-patch+json', body: '{"a":null}' }),
      recorded(3, 'POST /broken', { body: '{"a"' }),
    ]);
    expect(module).toContain("form: { a: '1', b: 'x y' }");
    expect(module).toContain("headers: { 'content-type': 'text/csv' }, body: 'a,b'");
    expect(module).toContain(
      "headers: { 'content-type': 'application/merge-patch+json' },\n      body: { a: null }",
    );
    expect(module).toContain(`body: '{"a"'`);
  });
});

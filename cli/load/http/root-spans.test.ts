import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { RootSpan } from './otlp-root-spans.ts';
import { RootSpanExporter } from './root-spans.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

/** A receiver that keeps what it takes, and answers with the given statuses in turn, the last one for ever. */
async function receiver(...statuses: number[]) {
  const bodies: string[] = [];
  const server = createServer(async (request, response) => {
    bodies.push((await request.toArray()).join(''));
    response.writeHead((statuses.length > 1 ? statuses.shift() : statuses[0]) ?? 200).end('{}');
    expect([request.url, request.headers['content-type']]).toEqual(['/v1/traces', 'application/json']);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  ends.push(() => new Promise((resolve) => server.close(resolve).closeAllConnections()));
  const otlpUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { bodies, exporter: exporterTo(otlpUrl) };
}

const exporterTo = (otlpUrl: string) =>
  new RootSpanExporter({ otlpUrl, targetUrl: 'http://shop.test:3000/base', instanceId: 'generator-1' });

const span = (changes: Partial<RootSpan> = {}): RootSpan => ({
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  method: 'GET',
  path: '/api/menu/latte?x=1',
  route: '/api/menu/:id',
  journey: 'menu',
  load: 'users',
  runId: 'run-1',
  sessionId: 's-1',
  userId: 'user-1',
  trafficType: 'baseline',
  probe: false,
  sentAtMs: 1_795_253_540_143.801,
  endedAtMs: 1_795_253_540_150,
  status: 200,
  errorKind: undefined,
  ...changes,
});

interface Sent {
  readonly resourceSpans: readonly [
    {
      readonly resource: { readonly attributes: readonly { key: string; value: object }[] };
      readonly scopeSpans: readonly [{ readonly spans: readonly SentSpan[] }];
    },
  ];
}
interface SentSpan {
  readonly name: string;
  readonly attributes: readonly { key: string; value: object }[];
}

const spansIn = (body: string) => (JSON.parse(body) as Sent).resourceSpans[0].scopeSpans[0].spans;
const attributesOf = (attributes: readonly { key: string; value: object }[]) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));

describe('root spans', () => {
  it('go out as OTLP JSON of a CLIENT span of the service load-generator', async () => {
    const { bodies, exporter } = await receiver(200);
    exporter.add(span());
    await exporter.flush();
    const [{ resource }] = (JSON.parse(bodies[0] ?? '') as Sent).resourceSpans;
    expect(attributesOf(resource.attributes)).toEqual({
      'service.name': 'load-generator',
      'service.namespace': 'shop',
      'service.instance.id': 'generator-1',
    });
    const [sent] = spansIn(bodies[0] ?? '');
    expect(sent).toMatchObject({
      traceId: '0af7651916cd43dd8448eb211c80319c',
      spanId: 'b7ad6b7169203331',
      name: 'GET /api/menu/:id',
      kind: 3,
      startTimeUnixNano: '1795253540143801000',
      endTimeUnixNano: '1795253540150000000',
      status: {},
    });
    expect(attributesOf(sent?.attributes ?? [])).toEqual({
      'http.request.method': 'GET',
      'url.full': 'http://shop.test:3000/base/api/menu/latte?x=1',
      'url.template': '/api/menu/:id',
      'server.address': 'shop.test',
      'server.port': 3000,
      'peer.service': 'frontend',
      'http.response.status_code': 200,
      'traffic.type': 'baseline',
      'shop.journey': 'menu',
      'shop.load': 'users',
      'shop.run.id': 'run-1',
      'user.id': 'user-1',
      'session.id': 's-1',
    });
  });

  it.each([
    [{ status: 503, errorKind: 'http_503' }, '503'],
    [{ status: 402 }, '402'],
    [{ errorKind: 'timeout' }, 'timeout'],
  ])('of a failure %j are errors of type %s', async (changes, errorType) => {
    const { bodies, exporter } = await receiver(200);
    exporter.add(span({ probe: true, ...changes }));
    await exporter.flush();
    const [sent] = spansIn(bodies[0] ?? '');
    expect(sent).toMatchObject({ status: { code: 2 } });
    expect(attributesOf(sent?.attributes ?? [])).toMatchObject({
      'error.type': errorType,
      'shop.probe': true,
    });
  });

  it('all arrive, in batches, each once', async () => {
    const { bodies, exporter } = await receiver(200);
    for (let i = 0; i < 1000; i += 1) exporter.add(span({ path: `/${i}` }));
    await exporter.flush();
    const sent = bodies.flatMap((body) =>
      spansIn(body).map(({ attributes }) => attributesOf(attributes)['url.full']),
    );
    expect(sent).toHaveLength(1000);
    expect(new Set(sent).size).toBe(1000);
    expect(bodies.length).toBeGreaterThan(5);
    expect(exporter.lost).toBe(0);
  });

  it('go out by themselves soon', async () => {
    const { bodies, exporter } = await receiver(200);
    exporter.add(span());
    await expect.poll(() => bodies.length, { timeout: 5000 }).toBe(1);
  });

  it('are tried again when the receiver is not ready', async () => {
    const { bodies, exporter } = await receiver(503, 200);
    exporter.add(span());
    await exporter.flush();
    expect(bodies).toHaveLength(2);
    expect(exporter.lost).toBe(0);
  });

  it('are counted as lost when nobody takes them', async () => {
    const { exporter } = await receiver(500);
    exporter.add(span());
    exporter.add(span());
    await exporter.flush();
    expect(exporter.lost).toBe(2);
    const nobody = exporterTo('http://127.0.0.1:9');
    nobody.add(span());
    await nobody.flush();
    expect(nobody.lost).toBe(1);
  });
});

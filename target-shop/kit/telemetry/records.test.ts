import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startTwoServices, TRACE_ID, type TwoServices } from '../testing/two-services.ts';
import { waitFor } from '../testing/wait-for.ts';

/** OTLP's number. */
const SERVER = 2;

let two: TwoServices;
beforeAll(async () => {
  two = await startTwoServices();
});
afterAll(() => two.close());
beforeEach(() => {
  two.otlp.spans.length = 0;
  two.otlp.logs.length = 0;
});

describe('correlation', () => {
  it('hands the id on to peers and stands on spans, log lines and records', async () => {
    const response = await two.ask(two.gateway, '/api/cart/7');
    const id = response.headers.get('x-correlation-id');
    expect(await response.json()).toEqual({ correlationId: id });
    expect(two.span('cart', SERVER).attributes['correlation.id']).toBe(id);
    expect(two.cart.lines.findLast(({ msg }) => msg === 'looking into the cart')).toMatchObject({
      correlationId: id,
    });
  });
});

describe('log records', () => {
  it('join the span they were written under, in the lines and over OTLP', async () => {
    await two.ask(two.gateway, '/api/cart/7');
    const { spanId } = two.span('cart', SERVER);
    const record = two.otlp.logs.find(({ body }) => body === 'looking into the cart');
    expect(record).toMatchObject({ service: 'cart', severityText: 'INFO', traceId: TRACE_ID, spanId });
    const line = two.cart.lines.findLast(({ msg }) => msg === 'looking into the cart');
    expect(line).toMatchObject({ service: 'cart', level: 'info', trace_id: TRACE_ID, span_id: spanId });
    expect(line?.['time']).toMatch(/^\d{4}-\d\d-\d\dT/);
  });

  it('of a failed request are errors on its span, with what was thrown', async () => {
    await two.ask(two.cart, '/cart/broken');
    const record = two.otlp.logs.find(({ severityText }) => severityText === 'ERROR');
    expect(record).toMatchObject({
      spanId: two.span('cart', SERVER).spanId,
      attributes: {
        'exception.type': 'Error',
        'exception.message': 'out of shelves',
        'http.route': '/cart/:id',
      },
    });
  });
});

describe('a flush', () => {
  it('is not done before a batch that was already on its way has arrived', async () => {
    let release = () => {};
    two.otlp.holdSpansUntil = new Promise((resolve) => {
      release = resolve;
    });
    const before = two.otlp.spanRequests;
    await fetch(`${two.cart.url}/cart/7`);
    await waitFor(() => two.otlp.spanRequests > before);
    two.otlp.metricNames.clear();
    let isDone = false;
    const flush = two.cart.control('POST', '/admin/flush').then(() => {
      isDone = true;
    });
    await waitFor(() => two.otlp.metricNames.size > 0); // the other signals are through
    await two.cart.control('GET', '/chaos');
    expect([isDone, two.otlp.spans.length]).toEqual([false, 0]);
    release();
    await flush;
    expect(two.otlp.spans.map(({ name }) => name)).toContain('GET /cart/:id');
  });
});

describe('metrics', () => {
  it('show the canonical names and the aliases with the same numbers', async () => {
    for (const traffic of ['demo', 'baseline'])
      await two.ask(two.cart, '/cart/broken', `traffic.type=${traffic}`);
    const text = await (await fetch(`${two.cart.url}/metrics`)).text();
    const sumOf = (name: string, ...labels: string[]) =>
      text
        .split('\n')
        .filter((line) => line.startsWith(`${name}{`) && labels.every((label) => line.includes(label)))
        .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
    const failed = ['route="/cart/:id"', 'method="GET"', 'status="500"', 'service="cart"'];
    const total = sumOf('http_requests_total', ...failed);
    expect(total).toBeGreaterThan(0);
    expect(sumOf('http_request_errors_total', ...failed)).toBe(total);
    expect(sumOf('http_request_duration_seconds_count', ...failed)).toBe(total);
    const canonical = ['http_route="/cart/:id"', 'http_response_status_code="500"'];
    expect(sumOf('http_server_request_duration_seconds_count', ...canonical)).toBe(total);
    expect(sumOf('http_request_errors_total')).toBe(total);
    expect(sumOf('redis_command_duration_seconds_count', 'operation="HSET"')).toBeGreaterThan(0);
    expect(text).toContain('le="2"');
    for (const name of [
      'process_memory_usage_bytes',
      'process_cpu_time_seconds_total',
      'nodejs_eventloop_delay_p99_seconds',
    ]) {
      expect(text).toContain(name);
    }
  });

  it('never show one series twice', async () => {
    for (const service of [two.gateway, two.cart]) {
      const text = await (await fetch(`${service.url}/metrics`)).text();
      const series = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
      const names = series.map((line) => line.slice(0, line.lastIndexOf(' ')));
      expect(names).toEqual([...new Set(names)]);
    }
  });

  it('go out by OTLP under their canonical names', async () => {
    await two.ask(two.gateway, '/api/cart/7');
    expect([...two.otlp.metricNames]).toEqual(
      expect.arrayContaining([
        'http.server.request.duration',
        'http.client.request.duration',
        'db.client.operation.duration',
        'process.memory.usage',
      ]),
    );
    expect(two.otlp.metricNames).not.toContain('http_requests_total');
  });
});

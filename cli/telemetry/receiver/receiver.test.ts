import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { gzipSync } from 'node:zlib';
import protobuf from 'protobufjs';
import { afterEach, describe, expect, it } from 'vitest';
import { EnvironmentError } from '../../core/errors.ts';
import { openTelemetryFile } from '../sources/embedded/open-telemetry-file.ts';
import { checkoutTrace, logRequest, traceRequest } from '../test-otlp/otlp-requests.ts';
import { temporaryFiles } from '../test-otlp/temporary-folder.ts';
import { OTLP_SCHEMA } from './otlp-schema.ts';
import { type Receiver, type ReceiverOptions, startReceiver } from './receiver.ts';

const newFile = temporaryFiles();
const started: Receiver[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((receiver) => receiver.close()));
});

async function start(options: Partial<ReceiverOptions> = {}) {
  const file = newFile();
  const receiver = await startReceiver({ host: '127.0.0.1', port: 0, file, token: 'secret', ...options });
  started.push(receiver);
  return { receiver, file };
}

async function post(
  { url }: Receiver,
  path: string,
  options: {
    readonly body?: string | Uint8Array<ArrayBuffer>;
    readonly headers?: Record<string, string>;
  } = {},
) {
  const headers = { ...JSON_TYPE, ...options.headers };
  return fetch(`${url}${path}`, { method: 'POST', headers, body: options.body ?? null });
}

async function spansIn(file: string): Promise<number> {
  const queries = openTelemetryFile(file);
  const { count } = await queries.spans({});
  queries.close();
  return count;
}

const CHECKOUT = JSON.stringify(traceRequest(checkoutTrace(1)));
const JSON_TYPE = { 'content-type': 'application/json' };
const ADMIN = { authorization: 'Bearer secret' };

describe('what senders send', () => {
  it('is stored when the answer says so, also while the file is open for writing', async () => {
    const { receiver, file } = await start();
    const response = await post(receiver, '/v1/traces', { body: CHECKOUT });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.json()).toEqual({});
    expect(await spansIn(file)).toBe(9);
  });

  it('may be packed with gzip', async () => {
    const { receiver, file } = await start();
    const headers = { 'content-encoding': 'gzip' };
    expect(
      (await post(receiver, '/v1/traces', { body: Uint8Array.from(gzipSync(CHECKOUT)), headers })).status,
    ).toBe(200);
    expect(await spansIn(file)).toBe(9);
  });

  it('may be sent twice and is stored once', async () => {
    const { receiver, file } = await start();
    await Promise.all([1, 2, 3].map(() => post(receiver, '/v1/traces', { body: CHECKOUT })));
    expect(await spansIn(file)).toBe(9);
  });

  it('is answered in protobuf when it came in protobuf', async () => {
    const { receiver } = await start();
    const headers = { 'content-type': 'application/x-protobuf' };
    const { root } = protobuf.parse(OTLP_SCHEMA);
    const type = root.lookupType('ExportTraceServiceRequest');
    const nameless = { resourceSpans: [{ scopeSpans: [{ spans: [{ name: 'no ids' }] }] }] };
    const body = Uint8Array.from(type.encode(type.fromObject(nameless)).finish());
    const response = await post(receiver, '/v1/traces', { headers, body });
    expect(response.headers.get('content-type')).toBe('application/x-protobuf');
    const answer = root
      .lookupType('ExportTraceServiceResponse')
      .decode(Buffer.from(await response.arrayBuffer()));
    expect(answer.toJSON()).toMatchObject({ partialSuccess: { rejectedSpans: '1' } });
    const empty = await post(receiver, '/v1/metrics', { headers });
    expect([empty.status, (await empty.arrayBuffer()).byteLength]).toEqual([200, 0]);
  });

  it('is warned about when it has no service.name, and stored all the same', async () => {
    const { receiver, file } = await start();
    const body = CHECKOUT.replaceAll('service.name', 'servicename');
    const answer = await (await post(receiver, '/v1/traces', { body })).json();
    expect(answer).toMatchObject({ partialSuccess: { rejectedSpans: 0 } });
    expect(JSON.stringify(answer)).toContain('service.name');
    expect(await spansIn(file)).toBe(9);
  });

  it('is counted by /health', async () => {
    const { receiver, file } = await start();
    await post(receiver, '/v1/traces', { body: CHECKOUT });
    await post(receiver, '/v1/logs', { body: JSON.stringify(logRequest('cart', [{ body: 'x' }])) });
    expect(await (await fetch(`${receiver.url}/health`)).json()).toEqual({
      status: 'ok',
      file,
      stored: { traces: 9, logs: 1, metrics: 0 },
      pendingBytes: 0,
    });
  });
});

describe('what cannot be taken', () => {
  it('is refused with 400 and the reason when it is not OTLP', async () => {
    const { receiver } = await start();
    const notGzip = await post(receiver, '/v1/traces', {
      body: 'x',
      headers: { 'content-encoding': 'gzip' },
    });
    const notJson = await post(receiver, '/v1/traces', { body: '{' });
    expect([notGzip.status, notJson.status]).toEqual([400, 400]);
    expect(await notJson.json()).toMatchObject({
      code: 3,
      message: expect.stringContaining('cannot be read'),
    });
  });

  it('is refused with 415 when its type or encoding is unknown', async () => {
    const { receiver } = await start();
    const text = await post(receiver, '/v1/traces', { body: 'x', headers: { 'content-type': 'text/plain' } });
    const brotli = await post(receiver, '/v1/traces', { body: 'x', headers: { 'content-encoding': 'br' } });
    expect([text.status, brotli.status]).toEqual([415, 415]);
  });

  it('is refused with 413 when it is too large, packed or unpacked, and the connection stays of use', async () => {
    const { receiver, file } = await start({ limits: { maxBodyBytes: 100_000, maxPendingBytes: 1e9 } });
    const bomb = Uint8Array.from(gzipSync(Buffer.alloc(50_000_000, ' ')));
    expect(bomb.byteLength).toBeLessThan(100_000);
    const packed = await post(receiver, '/v1/traces', {
      body: bomb,
      headers: { 'content-encoding': 'gzip' },
    });
    const plain = await post(receiver, '/v1/traces', { body: ' '.repeat(100_001) });
    const chunked = httpRequest(`${receiver.url}/v1/traces`, { method: 'POST', headers: JSON_TYPE });
    // In two parts, so that no header says how much will come.
    chunked.write(' '.repeat(60_000));
    chunked.end(' '.repeat(60_000));
    const [answer] = await once(chunked, 'response');
    answer.resume();
    expect([packed.status, plain.status, answer.statusCode]).toEqual([413, 413, 413]);
    expect(await packed.json()).toMatchObject({ code: 8 });
    expect((await post(receiver, '/v1/traces', { body: CHECKOUT })).status).toBe(200);
    expect(await spansIn(file)).toBe(9);
  });

  it('is put off with 503 and Retry-After while more waits than fits', async () => {
    const { receiver, file } = await start({ limits: { maxBodyBytes: 1e6, maxPendingBytes: 1000 } });
    const headers = { ...JSON_TYPE, 'content-length': CHECKOUT.length };
    const slow = httpRequest(`${receiver.url}/v1/traces`, { method: 'POST', headers });
    const answered = once(slow, 'response');
    slow.write(CHECKOUT.slice(0, 500));
    // The receiver knows of the slow one when it says how much it waits for.
    await expect.poll(() => pendingBytes(receiver), { timeout: 15_000 }).toBe(CHECKOUT.length);
    const refused = await post(receiver, '/v1/traces', { body: CHECKOUT });
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
    slow.end(CHECKOUT.slice(500));
    const [response] = await answered;
    response.resume();
    expect(response.statusCode).toBe(200);
    expect((await post(receiver, '/v1/traces', { body: CHECKOUT })).status).toBe(200);
    expect(await spansIn(file)).toBe(9);
  });

  it('does not count a sender that went away', async () => {
    const { receiver } = await start();
    const headers = { ...JSON_TYPE, 'content-length': 5000 };
    const gone = httpRequest(`${receiver.url}/v1/traces`, { method: 'POST', headers });
    gone.on('error', () => {});
    gone.write('{');
    await expect.poll(() => pendingBytes(receiver), { timeout: 15_000 }).toBe(5000);
    gone.destroy();
    await expect.poll(() => pendingBytes(receiver), { timeout: 15_000 }).toBe(0);
  });

  async function pendingBytes({ url }: Receiver): Promise<unknown> {
    const health = await (await fetch(`${url}/health`)).json();
    return typeof health === 'object' && health !== null && 'pendingBytes' in health && health.pendingBytes;
  }
});

describe('the receiver’s own routes', () => {
  it('let nobody in without the token', async () => {
    const { receiver } = await start();
    const open = await startReceiver({ host: '127.0.0.1', port: 0, file: newFile() });
    started.push(open);
    for (const headers of [{}, { authorization: 'Bearer wrong' }, { authorization: 'secret' }]) {
      expect((await post(receiver, '/admin/settle', { headers })).status).toBe(403);
    }
    expect(
      (await post(open, '/admin/settle', { headers: { authorization: 'Bearer undefined' } })).status,
    ).toBe(403);
    expect((await post(receiver, '/admin/settle', { headers: ADMIN })).status).toBe(204);
  });

  it('answer 404 elsewhere', async () => {
    const { receiver } = await start();
    expect((await post(receiver, '/v1/profiles')).status).toBe(404);
  });

  it('rotate to another file and leave the first one complete and alone', async () => {
    const { receiver, file } = await start();
    const second = newFile();
    await post(receiver, '/v1/traces', { body: CHECKOUT });
    const body = JSON.stringify({ file: second });
    expect((await post(receiver, '/admin/rotate', { headers: ADMIN, body })).status).toBe(200);
    expect([existsSync(`${file}-wal`), existsSync(`${file}-shm`)]).toEqual([false, false]);
    const later = JSON.stringify(traceRequest(checkoutTrace(2)));
    await post(receiver, '/v1/traces', { body: later });
    expect([await spansIn(file), await spansIn(second)]).toEqual([9, 9]);
    // Back again: a file of ours is added to.
    await post(receiver, '/admin/rotate', { headers: ADMIN, body: JSON.stringify({ file }) });
    await post(receiver, '/v1/traces', { body: later });
    expect(await spansIn(file)).toBe(18);
  });

  it('stay with the file they have when the other cannot be used', async () => {
    const { receiver, file } = await start();
    for (const body of [
      '',
      '{}',
      '{"file":"relative.db"}',
      '{"file":"/nowhere/at/all.db"}',
      '{"file":"/etc/passwd"}',
    ]) {
      expect((await post(receiver, '/admin/rotate', { headers: ADMIN, body })).status).toBe(400);
    }
    expect((await post(receiver, '/v1/traces', { body: CHECKOUT })).status).toBe(200);
    expect(await spansIn(file)).toBe(9);
  });
});

it('names the port that it cannot have', async () => {
  const { receiver } = await start();
  const port = Number(new URL(receiver.url).port);
  await expect(start({ port })).rejects.toThrow(EnvironmentError);
  await expect(start({ port })).rejects.toThrow(String(port));
});

import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { openTelemetryFile } from '../sources/embedded/open-telemetry-file.ts';
import { checkoutTrace, traceRequest } from '../test-otlp/otlp-requests.ts';
import { temporaryFiles } from '../test-otlp/temporary-folder.ts';
import { type Receiver, startReceiver } from './receiver.ts';

const newFile = temporaryFiles();
const TOKEN = { 'x-shopctl-token': 'secret' };
const SPANS = 9;

let receiver: Receiver | undefined;
afterEach(() => receiver?.close());

it('a recorded file is brought home whole once it is closed, and removed', async () => {
  const file = newFile();
  receiver = await startReceiver({ host: '127.0.0.1', port: 0, file, token: 'secret' });
  const { url } = receiver;
  const post = (at: string, body: object) =>
    fetch(`${url}${at}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...TOKEN },
      body: JSON.stringify(body),
    });
  await post('/v1/traces', traceRequest(checkoutTrace(1)));
  const at = `${url}/admin/files/${path.basename(file)}`;
  expect((await fetch(at, { headers: TOKEN })).status).toBe(409);

  await post('/admin/rotate', { file: path.join(path.dirname(file), 'rest.db') });
  const home = newFile();
  writeFileSync(home, Buffer.from(await (await fetch(at, { headers: TOKEN })).arrayBuffer()));
  const queries = openTelemetryFile(home);
  expect((await queries.spans({})).count).toBe(SPANS);
  queries.close();

  expect((await fetch(at, { headers: { 'x-shopctl-token': 'guess' } })).status).toBe(403);
  expect((await fetch(at, { method: 'DELETE', headers: TOKEN })).status).toBe(204);
  expect((await fetch(at, { headers: TOKEN })).status).toBe(404);
  const elsewhere = `${url}/admin/files/..%2f..%2fetc.db`;
  expect((await fetch(elsewhere, { headers: TOKEN })).status).toBe(404);
});

import { expect, it } from 'vitest';
import { checkoutTrace, EPOCH_MS, traceRequest } from '../../test-otlp/otlp-requests.ts';
import { startReceiverProcess } from '../../test-otlp/receiver-process.ts';
import { temporaryFiles } from '../../test-otlp/temporary-folder.ts';
import { openTelemetryFile } from './open-telemetry-file.ts';

const newFile = temporaryFiles();
const TRACES = 5600;
const SPANS = TRACES * 9;
const TRACES_A_REQUEST = 56;
/** As many exporters as the shop has services, about. */
const SENDERS = 8;

it('takes 50,000 spans over HTTP and answers every question about them', async () => {
  const file = newFile();
  const receiver = await startReceiverProcess({ SHOPCTL_RECEIVER_FILE: file });
  const requests = Array.from({ length: TRACES / TRACES_A_REQUEST }, (_, request) =>
    Array.from({ length: TRACES_A_REQUEST }, (_one, index) => 1 + request * TRACES_A_REQUEST + index),
  ).map((traces) =>
    JSON.stringify(traceRequest(traces.flatMap((trace) => checkoutTrace(trace, EPOCH_MS + trace)))),
  );
  const figures: string[] = [];
  const measured = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
    const startedMs = performance.now();
    const result = await work();
    figures.push(`${what} ${(performance.now() - startedMs).toFixed(1)} ms`);
    return result;
  };
  await measured(`${SPANS} spans sent and stored`, () => sendAll(receiver.url, requests));
  receiver.child.stdin.end();
  expect(await receiver.ended).toBe(0);

  const queries = openTelemetryFile(file);
  const window = { fromMs: EPOCH_MS, toMs: EPOCH_MS + 3_600_000 };
  expect(await measured('services', () => queries.services(window))).toHaveLength(5);
  expect(await measured('edges', () => queries.edges(window))).toHaveLength(5);
  const entries = await measured('entry spans', () =>
    queries.spans({ service: 'gateway', entry: true, window }),
  );
  expect(entries.count).toBe(TRACES);
  const byAttribute = await measured('by attribute', () =>
    queries.spans({ attributes: { 'traffic.type': 'demo' } }),
  );
  expect(byAttribute.count).toBe(TRACES * 4);
  const shapes = await measured('shapes', () => queries.traceShapes({ service: 'frontend', entry: true }));
  expect(shapes).toHaveLength(TRACES);
  expect(shapes.every(({ serviceDepth, orphans }) => serviceDepth === 6 && orphans === 0)).toBe(true);
  expect((await measured('statements', () => queries.statements(window)))[0]?.withStatement).toBe(TRACES);
  expect(await measured('slowest traces', () => queries.slowestTraces({ entry: true }, 10))).toHaveLength(10);
  queries.close();
  process.stdout.write(`${figures.join(' · ')}\n`);
}, 60_000);

async function sendAll(url: string, requests: readonly string[]): Promise<void> {
  const waiting = [...requests];
  const sender = async () => {
    for (let body = waiting.pop(); body !== undefined; body = waiting.pop()) {
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(`${url}/v1/traces`, { method: 'POST', headers, body });
      await response.arrayBuffer();
      expect(response.status).toBe(200);
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, sender));
}

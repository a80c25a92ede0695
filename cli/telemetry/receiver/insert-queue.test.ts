import { expect, it } from 'vitest';
import { openTelemetryFile } from '../sources/embedded/open-telemetry-file.ts';
import { createTelemetryStore } from '../store/telemetry-store.ts';
import { checkoutTrace, traceRequest } from '../test-otlp/otlp-requests.ts';
import { temporaryFiles } from '../test-otlp/temporary-folder.ts';
import { decodeTraces } from './decode-otlp.ts';
import { createInsertQueue } from './insert-queue.ts';

const newFile = temporaryFiles();
const request = decodeTraces(traceRequest(checkoutTrace(1)));

it('tells each sender when its request could not be stored, and counts nothing', async () => {
  const store = createTelemetryStore(newFile());
  const queue = createInsertQueue(store);
  store.close();
  const results = await Promise.allSettled([queue.add(request), queue.add(request)]);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(queue.stored.traces).toBe(0);
});

it('commits what waits before it closes', async () => {
  const file = newFile();
  const queue = createInsertQueue(createTelemetryStore(file));
  const waiting = queue.add(request);
  queue.closeStore();
  // Asked at once: nothing that runs later may be needed.
  const queries = openTelemetryFile(file);
  const group = queries.spans({});
  await waiting;
  expect((await group).count).toBe(9);
  queries.close();
});

it('commits what waits for one store before it goes on with the next', async () => {
  const [first, second] = [newFile(), newFile()];
  const queue = createInsertQueue(createTelemetryStore(first));
  const waiting = queue.add(request);
  queue.replaceStore(createTelemetryStore(second)).close();
  await waiting;
  expect(queue.file).toBe(second);
  queue.closeStore();
  const counts = [first, second].map(async (file) => {
    const queries = openTelemetryFile(file);
    const { count } = await queries.spans({});
    queries.close();
    return count;
  });
  expect(await Promise.all(counts)).toEqual([9, 0]);
});

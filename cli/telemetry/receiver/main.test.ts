import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openTelemetryFile } from '../sources/embedded/open-telemetry-file.ts';
import { checkoutTrace, traceRequest } from '../test-otlp/otlp-requests.ts';
import { type ReceiverProcess, startReceiverProcess } from '../test-otlp/receiver-process.ts';
import { temporaryFiles } from '../test-otlp/temporary-folder.ts';

const newFile = temporaryFiles();
const started: ReceiverProcess[] = [];
afterEach(async () => {
  for (const { child, ended } of started.splice(0)) {
    child.kill('SIGKILL');
    await ended;
  }
});

async function start(file: string): Promise<ReceiverProcess> {
  const receiver = await startReceiverProcess({
    SHOPCTL_RECEIVER_FILE: file,
    SHOPCTL_RECEIVER_TOKEN: 'secret',
  });
  started.push(receiver);
  return receiver;
}

const SPANS_EACH = 9;
/** A busy machine may take its time. */
const PATIENT = { timeout: 15_000 };

/** Posts traces one after the other until told to stop; a request that fails ends it. @returns spans acknowledged */
async function sendTraces(url: string, first: number, isOver: () => boolean): Promise<number> {
  let acknowledged = 0;
  for (let trace = first; !isOver(); trace += 1) {
    const body = JSON.stringify(traceRequest(checkoutTrace(trace)));
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${url}/v1/traces`, { method: 'POST', headers, body }).catch(
      () => undefined,
    );
    if (response?.status !== 200) break;
    await response.arrayBuffer();
    acknowledged += SPANS_EACH;
  }
  return acknowledged;
}

async function rotate(url: string, file: string): Promise<number> {
  const headers = { authorization: 'Bearer secret' };
  const body = JSON.stringify({ file });
  return (await fetch(`${url}/admin/rotate`, { method: 'POST', headers, body })).status;
}

async function spansIn(file: string): Promise<number> {
  const queries = openTelemetryFile(file);
  const { count } = await queries.spans({});
  queries.close();
  return count;
}

function isOneFile(file: string): boolean {
  return existsSync(file) && !existsSync(`${file}-wal`) && !existsSync(`${file}-shm`);
}

describe('the receiver process', () => {
  it.each([
    ['its standard input closes', ({ child }: ReceiverProcess) => child.stdin.end()],
    ['it gets SIGTERM', ({ child }: ReceiverProcess) => child.kill('SIGTERM')],
  ])('ends with 0 and leaves one complete file when %s', async (_when, end) => {
    const file = newFile();
    const receiver = await start(file);
    const senders = [0, 1, 2].map((sender) => sendTraces(receiver.url, 1 + sender * 100_000, () => false));
    await expect.poll(() => spansIn(file), PATIENT).toBeGreaterThan(5 * SPANS_EACH);
    end(receiver);
    expect(await receiver.ended).toBe(0);
    const acknowledged = (await Promise.all(senders)).reduce((sum, count) => sum + count, 0);
    expect(isOneFile(file)).toBe(true);
    // Of each sender, the answer to the last request may have been lost; nothing that was answered is.
    const stored = await spansIn(file);
    expect(stored).toBeGreaterThanOrEqual(acknowledged);
    expect(stored).toBeLessThanOrEqual(acknowledged + 3 * SPANS_EACH);
  });

  it('loses nothing that it acknowledged when it is killed', async () => {
    const file = newFile();
    const receiver = await start(file);
    const sender = sendTraces(receiver.url, 1, () => false);
    await expect.poll(() => spansIn(file), PATIENT).toBeGreaterThan(5 * SPANS_EACH);
    receiver.child.kill('SIGKILL');
    const acknowledged = await sender;
    expect(await receiver.ended).toBe('SIGKILL');
    expect(await spansIn(file)).toBeGreaterThanOrEqual(acknowledged);
  });

  it('loses and doubles nothing when it is rotated while telemetry comes in', async () => {
    const files = [newFile(), newFile(), newFile(), newFile()];
    const [first = ''] = files;
    const receiver = await start(first);
    let isOver = false;
    const senders = [0, 1, 2, 3].map((sender) =>
      sendTraces(receiver.url, 1 + sender * 100_000, () => isOver),
    );
    for (const [index, file] of files.entries()) {
      if (index > 0) expect(await rotate(receiver.url, file)).toBe(200);
      if (index > 0) expect(isOneFile(files[index - 1] ?? '')).toBe(true);
      await expect.poll(() => spansIn(file), PATIENT).toBeGreaterThan(5 * SPANS_EACH);
    }
    isOver = true;
    const acknowledged = (await Promise.all(senders)).reduce((sum, count) => sum + count, 0);
    const stored = await Promise.all(files.map(spansIn));
    expect(stored.reduce((sum, count) => sum + count, 0)).toBe(acknowledged);
  });

  it('is read by another process while it writes', async () => {
    const file = newFile();
    const receiver = await start(file);
    let isOver = false;
    const sender = sendTraces(receiver.url, 1, () => isOver);
    await expect.poll(() => spansIn(file), PATIENT).toBeGreaterThan(0);
    const reader = path.join(import.meta.dirname, '../sources/embedded/open-telemetry-file.ts');
    const program = `import { openTelemetryFile } from ${JSON.stringify(reader)};
      const queries = openTelemetryFile(${JSON.stringify(file)});
      const counts = [];
      while (new Set(counts).size < 5) counts.push((await queries.spans({})).count);
      const shapes = await queries.traceShapes({});
      queries.close();
      console.log(JSON.stringify({ counts, torn: shapes.filter(({ spans }) => spans !== ${SPANS_EACH}).length }));`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program]);
    let output = '';
    child.stdout.on('data', (text) => {
      output += text;
    });
    const [code] = await once(child, 'close');
    isOver = true;
    await sender;
    expect(code).toBe(0);
    const { counts, torn } = JSON.parse(output);
    expect(counts).toEqual(counts.toSorted((a: number, b: number) => a - b));
    expect(torn).toBe(0);
  });

  it('says what is wrong with its settings and ends with 2', async () => {
    await expect(startReceiverProcess({ SHOPCTL_RECEIVER_FILE: '' })).rejects.toThrow(
      /ended with 2: SHOPCTL_RECEIVER_FILE/,
    );
    await expect(
      startReceiverProcess({ SHOPCTL_RECEIVER_FILE: newFile(), SHOPCTL_RECEIVER_PORT: 'http' }),
    ).rejects.toThrow(/ended with 2: .*http/);
  });
});

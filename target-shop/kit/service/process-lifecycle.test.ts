import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { Agent, request } from 'undici';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type OtlpCapture, startOtlpCapture } from '../testing/otlp-capture.ts';
import type { LogLine } from '../testing/test-service.ts';
import { waitFor } from '../testing/wait-for.ts';

const PROGRAM = path.join(import.meta.dirname, '../testing/trivial-service.ts');

interface ServiceProcess {
  readonly child: ChildProcess;
  readonly url: string;
  readonly lines: readonly LogLine[];
  readonly exited: Promise<{ readonly code: number | null; readonly signal: string | null }>;
}

let otlp: OtlpCapture;
const children: ChildProcess[] = [];

beforeEach(async () => {
  otlp = await startOtlpCapture();
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await otlp.close();
});

async function start(): Promise<ServiceProcess> {
  const env = {
    PATH: process.env['PATH'],
    SHOP_PORT: '0',
    SHOP_PEERS: '{"gateway":"http://127.0.0.1:9"}',
    SHOP_OTLP_URL: otlp.url,
    SHOP_PARENT_PIPE: 'stdin',
  };
  const child = spawn(process.execPath, [PROGRAM], { env, stdio: ['pipe', 'pipe', 'ignore'] });
  children.push(child);
  const lines: LogLine[] = [];
  let rest = '';
  child.stdout.on('data', (chunk) => {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts.map((line) => JSON.parse(line)));
  });
  const exited = once(child, 'close').then(([code, signal]) => ({ code, signal }));
  await waitFor(() => lines.some(({ msg }) => msg === 'Service listens'));
  return { child, url: String(lines.find(({ msg }) => msg === 'Service listens')?.['url']), lines, exited };
}

/** Starts a request and waits until the service has it in hand. */
async function slowRequest(service: ServiceProcess, ms: number) {
  const answer = fetch(`${service.url}/slow?ms=${ms}`);
  answer.catch(() => {});
  await waitFor(async () =>
    /http_server_active_requests\{.*\} 1/.test(await (await fetch(`${service.url}/metrics`)).text()),
  );
  return { answer };
}

describe('a service process', () => {
  it.each([
    ['SIGTERM', (one: ServiceProcess) => one.child.kill('SIGTERM')],
    ['SIGINT', (one: ServiceProcess) => one.child.kill('SIGINT')],
    ['the end of its standard input', (one: ServiceProcess) => one.child.stdin?.end()],
  ])('answers what is in hand, sends its telemetry and exits 0 on %s', async (_reason, end) => {
    const service = await start();
    const { answer } = await slowRequest(service, 600);
    end(service);
    expect((await answer).status).toBe(200);
    expect(await service.exited).toEqual({ code: 0, signal: null });
    expect(otlp.spans.map(({ name }) => name)).toEqual(['GET /slow']);
    expect(service.lines.map(({ msg }) => msg)).toContain('Service is ending');
    expect(otlp.logs.map(({ body }) => body)).toContain('Service is ending');
  });

  it('cuts no request it has accepted when SIGTERM comes under load', async () => {
    const service = await start();
    const agent = new Agent({ connections: 20 });
    const tally = { answered: 0, lost: [] as unknown[] };
    const client = async () => {
      for (;;) {
        const answer = await request(`${service.url}/slow?ms=5`, { dispatcher: agent }).catch(
          (error) => error,
        );
        if (answer?.code === 'ECONNREFUSED') return; // not accepted: nothing is lost
        if (answer?.statusCode !== 200) return void tally.lost.push(answer);
        await answer.body.dump();
        tally.answered += 1;
      }
    };
    const clients = Array.from({ length: 20 }, client);
    await waitFor(() => tally.answered > 200);
    service.child.kill('SIGTERM');
    await Promise.all(clients);
    expect(tally.lost).toEqual([]);
    expect(await service.exited).toEqual({ code: 0, signal: null });
    await agent.close();
  });

  it('exits at once on a second signal', async () => {
    const service = await start();
    await slowRequest(service, 60_000);
    service.child.kill('SIGTERM');
    await waitFor(() => service.lines.some(({ msg }) => msg === 'Service is ending'));
    service.child.kill('SIGTERM');
    expect(await service.exited).toEqual({ code: 143, signal: null });
  });

  it('exits although its telemetry receiver is gone, and says that it is', async () => {
    const service = await start();
    await otlp.close();
    await fetch(`${service.url}/slow?ms=1`);
    await waitFor(() => service.lines.some(({ msg }) => msg === 'telemetry receiver is out of reach'));
    service.child.kill('SIGTERM');
    expect(await service.exited).toEqual({ code: 0, signal: null });
    expect(service.lines.filter(({ msg }) => msg.includes('receiver is out'))).toHaveLength(1);
  });

  it('leaves its last words in the log when it crashes', async () => {
    const service = await start();
    fetch(`${service.url}/crash`).catch(() => {});
    expect((await service.exited).code).not.toBe(0);
    const last = service.lines.find(({ level }) => level === 'fatal');
    expect(last).toMatchObject({ msg: 'Uncaught exception', err: { message: 'nobody catches this' } });
  });
});

import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { freePortBlock } from '../../platform/local/free-port.ts';
import type { Point } from '../point.ts';
import { openOutputs } from './open-outputs.ts';
import { parseOutput } from './parse-output.ts';

const directory = mkdtempSync(path.join(tmpdir(), 'outputs-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const REQUEST: Point = {
  kind: 'request',
  load: 'users',
  iteration: 7,
  journey: 'menu',
  endpoint: 'GET /api/menu',
  intendedAtMs: 1000,
  sentAtMs: 1000.5,
  endedAtMs: 1012.25,
  outcome: 'error',
  status: 503,
  errorKind: 'http_503',
  errorText: 'busy, "very" busy',
  traceId: 'abc',
  connectMs: 0.5,
  ttfbMs: 9.75,
};
const CHECK: Point = {
  ...{ kind: 'failed-check', load: 'users', iteration: 7, journey: 'menu', endpoint: 'GET /api/menu' },
  ...{ endedAtMs: 1012.25, traceId: 'abc', reason: 'no items' },
};

describe('files', () => {
  it('JSONL holds every point, a line each', async () => {
    const file = path.join(directory, 'deep/points.jsonl');
    const output = await openOutputs([parseOutput(`jsonl=${file}`)], 'run');
    output.take([REQUEST]);
    output.take([CHECK]);
    await output.close();
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual([REQUEST, CHECK]);
  });

  it('CSV holds a row a request, quoted where it must be', async () => {
    const file = path.join(directory, 'points.csv');
    const output = await openOutputs([parseOutput(`csv=${file}`)], 'run');
    output.take([{ ...REQUEST, endpoint: 'GET /a,b' }, CHECK]);
    await output.close();
    expect(readFileSync(file, 'utf8').split('\n')).toEqual([
      'load,iteration,journey,endpoint,intended_at_ms,sent_at_ms,ended_at_ms,response_ms,service_ms,status,outcome,error,trace_id',
      'users,7,menu,"GET /a,b",1000,1000.5,1012.25,12.25,11.75,503,error,http_503,abc',
      '',
    ]);
  });

  it('a full disk is named when the run is over', async () => {
    const output = await openOutputs([parseOutput('jsonl=/dev/full')], 'run');
    output.take([REQUEST]);
    await expect(output.close()).rejects.toThrow('/dev/full does not hold the whole run');
  });

  it('a place that cannot be written is refused at once', async () => {
    await expect(openOutputs([parseOutput('csv=/dev/null/x.csv')], 'run')).rejects.toThrow('/dev/null/x.csv');
  });
});

describe('metrics', () => {
  it('Prometheus finds them while the load plays', async () => {
    const port = await freePortBlock(1);
    const output = await openOutputs([parseOutput(`prometheus=${port}`)], 'run');
    output.take([REQUEST, CHECK]);
    const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    await output.close();
    expect(text).toMatch(
      /http_client_request_duration_seconds_sum\{.*url_template="\/api\/menu".*\} 0\.01175/,
    );
    expect(text).toMatch(/shop_load_response_duration_seconds_sum\{.*\} 0\.01225/);
    expect(text).toMatch(/shop_load_checks_failed_total\{.*journey="menu".*\} 1/);
    await expect(fetch(`http://127.0.0.1:${port}/metrics`)).rejects.toThrow();
  });

  it('OTLP gets them at the end at the latest', async () => {
    const bodies: string[] = [];
    const server = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      bodies.push(`${request.url} ${body}`);
      response.setHeader('content-type', 'application/json').end('{}');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const output = await openOutputs([parseOutput(`otlp=${url}`)], 'run-1');
    output.take([REQUEST]);
    await output.close();
    server.close();
    expect(bodies.join()).toMatch(/^\/v1\/metrics .*http\.client\.request\.duration/s);
    expect(bodies.join()).toContain('run-1');
  });

  it('a receiver that is gone is named', async () => {
    const port = await freePortBlock(1);
    const output = await openOutputs([parseOutput(`otlp=http://127.0.0.1:${port}`)], 'run');
    output.take([REQUEST]);
    await expect(output.close()).rejects.toThrow(`http://127.0.0.1:${port} did not take the load's metrics`);
  });
});

it.each([
  ['jsnl=x', /"jsnl" is not an output/],
  ['csv', /does not say where to/],
  ['otlp=localhost:4318', /not an http URL/],
  ['prometheus=http', /not an address/],
])('refuses --out %s', (text, complaint) => {
  expect(() => parseOutput(text)).toThrow(complaint);
});

it('shows the form to whoever writes a colon for the equals sign', () => {
  expect(() => parseOutput('jsonl:all.jsonl')).toThrow(
    expect.objectContaining({ hint: 'Write --out jsonl=requests.jsonl.' }),
  );
});

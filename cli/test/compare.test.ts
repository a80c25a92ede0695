import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runShopctl } from './shopctl-process.ts';

const directory = mkdtempSync(path.join(tmpdir(), 'compare-'));
let server: Server;
let delayMs = 4;

beforeAll(async () => {
  // A target of our own: what is compared is how slow it is, which only a target that can be slowed shows.
  server = createServer((_, response) => {
    setTimeout(() => response.setHeader('content-type', 'application/json').end('[]'), delayMs);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => {
  server.close();
  rmSync(directory, { recursive: true, force: true });
});

const load = (...argv: readonly string[]) =>
  runShopctl(
    directory,
    'load',
    ...['--rate', '20/s', '--duration', '10s'],
    ...['--target', `http://127.0.0.1:${(server.address() as AddressInfo).port}`],
    ...argv,
  );
const runs = () => readdirSync(path.join(directory, 'reports/runs')).sort();

const recordOf = (id: string) =>
  JSON.parse(readFileSync(path.join(directory, 'reports/runs', id, 'record.json'), 'utf8'));

it('a slower target regresses against its baseline with exit 10, and two runs compare the same way', async () => {
  const before = await load('--out', 'jsonl=requests.jsonl', '--out', 'junit=junit.xml');
  expect(before.stderr).toContain('report');
  const baselineRecord = recordOf(runs()[0] ?? '');
  const points = readFileSync(path.join(directory, 'requests.jsonl'), 'utf8').trimEnd().split('\n');
  const requests = points.filter((line) => JSON.parse(line).kind === 'request');
  expect(requests).toHaveLength(baselineRecord.load.loads[0].total.requests);
  expect(readFileSync(path.join(directory, 'junit.xml'), 'utf8')).toContain('<testsuite');
  delayMs = 24;
  const [baseline] = runs();
  const after = await load('--baseline', baseline ?? '');
  expect(after.stdout).toMatch(/✖ regressed {2}\S+-load → \S+-load/);
  expect(after.stdout).toMatch(/regressed against \S+-load: .*all p50/);
  expect(after.code).toBe(10);

  const [first = '', second = ''] = runs();
  const compared = await runShopctl(directory, 'load', 'compare', first, `reports/runs/${second}`, '--json');
  expect(JSON.parse(compared.stdout)).toMatchObject({ outcome: 'regressed', before: first, after: second });
  expect(compared.code).toBe(10);
  const reversed = await runShopctl(directory, 'load', 'compare', second, first);
  expect(reversed.stdout).toContain('✔ improved');
  expect(reversed.code).toBe(0);
}, 60_000);

it('a record without latencies is refused by name', async () => {
  const [first = ''] = runs();
  const record = recordOf(first);
  for (const each of record.load.loads) delete each.latencies;
  writeFileSync(path.join(directory, 'old.json'), JSON.stringify(record));
  const { code, stderr } = await runShopctl(directory, 'load', 'compare', 'old.json', first);
  expect(stderr).toContain('the record of "old.json" has no latencies to compare');
  expect(code).toBe(2);
});

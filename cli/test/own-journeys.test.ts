import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunRecord } from '../run/run-record.ts';
import { writeFilesOf } from './documentation.ts';
import { runShopctl } from './shopctl-process.ts';

let folder: string;
let server: Server;
let url: string;
let requests: string[];

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'own-journeys-'));
  requests = [];
  server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    const id = `cart-${requests.length}`;
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ id }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Plays ten iterations against the server; answers the record. A busy machine starts them late (14), and plays the same. */
async function played(...argv: readonly string[]): Promise<RunRecord> {
  const load = ['load', '--target', url, '--rate', '10/s', '--duration', '1s', '--json'];
  const { code, stdout, stderr } = await runShopctl(folder, ...load, ...argv);
  expect([0, 14], stderr + stdout.slice(0, 500)).toContain(code);
  return JSON.parse(stdout) as RunRecord; // what --json prints
}

const write = (name: string, text: string) => writeFileSync(path.join(folder, name), text);

describe('journeys of the user’s own', () => {
  it('are played as the README says: feeds, captures, checks and counters', async () => {
    writeFilesOf('README.md', folder);
    const { load, plan } = await played('--journeys', 'visit.ts', '--data', 'people=people.csv');
    const [users] = load.loads;
    expect(users?.journeys).toMatchObject([{ name: 'visit', started: 10, completed: 10, failed: 0 }]);
    expect(users?.endpoints).toMatchObject([
      { name: 'GET /api/cart/:id', requests: 10, errors: 0 },
      { name: 'POST /api/cart', requests: 10, errors: 0 },
    ]);
    expect(users?.checks).toEqual([{ name: 'the cart is kept', passed: 10, failed: 0 }]);
    expect(users?.counters).toEqual([
      { name: 'carts of Ada', count: 5 },
      { name: 'carts of Bo', count: 5 },
    ]);
    expect(requests.filter((line) => line === 'POST /api/cart')).toHaveLength(10);
    expect(requests.filter((line) => /^GET \/api\/cart\/cart-\d+$/.test(line))).toHaveLength(10);
    expect(plan).toMatchObject({
      journeyFiles: ['visit.ts'],
      feeds: [{ name: 'people', mode: 'sequence', file: 'people.csv' }],
    });
  });

  it('are played by several threads as by one: every row in turn, checks and counters added up', async () => {
    writeFilesOf('README.md', folder);
    const { load } = await played('--journeys', 'visit.ts', '--data', 'people=people.csv', '--workers', '2');
    const [users] = load.loads;
    expect(users?.checks).toEqual([{ name: 'the cart is kept', passed: 10, failed: 0 }]);
    expect(users?.counters).toEqual([
      { name: 'carts of Ada', count: 5 },
      { name: 'carts of Bo', count: 5 },
    ]);
  });

  it('are mixed with those that ship, and all of a file are played alike without a mix', async () => {
    write(
      'ask.mjs',
      `const ask = (name) => ({ name, play: (user) => user.request({ method: 'GET', path: '/' + name }) });
      export default [ask('one'), ask('two')];`,
    );
    write('three.js', `export default { name: 'three', trafficType: 'baseline', play: async (user) => {} };`);
    const files = ['--journeys', 'ask.mjs', '--journeys', 'three.js', '--mix-mode', 'exact'];
    const { load } = await played(...files);
    expect(load.loads[0]?.journeys.map(({ name, started }) => `${name} ${started}`).sort()).toEqual([
      'one 4',
      'three 3',
      'two 3',
    ]);
    const mixed = await played('--journeys', 'ask.mjs', '--mix', 'two=1,recommendations=1');
    expect(mixed.load.loads[0]?.journeys).toMatchObject([
      { name: 'two', started: 10 },
      { name: 'recommendations', started: 10 },
    ]);
  });
});

describe('a file of journeys that cannot be used', () => {
  it.each([
    ['a syntax error', "export default {\n  name: 'a',\n  play( {\n};\n", /own\.ts:4: Expected/],
    ['types that Node cannot strip', 'const a = 1;\nenum A { b }\nexport default A;\n', /own\.ts:2: .*enum/],
    [
      'code that throws',
      'const shop: any = null;\nexport default shop.journey;\n',
      /own\.ts:2: Cannot read properties/,
    ],
    [
      'an import that is not there',
      "import './gone.ts';\nexport default 1;\n",
      /own\.ts: Cannot find module .*gone\.ts/,
    ],
    ['no default export', 'export const a = 1;\n', /own\.ts has no default export/],
    ['no journey', 'export default [];\n', /own\.ts exports no journey/],
    [
      'what is no journey',
      "export default [{ name: 'a b', play: 1 }];\n",
      /own\.ts: \[0\]: name: [\s\S]*\[0\]: play: must be a function/,
    ],
    [
      'a name that is taken',
      "export default { name: 'menu', play() {} };\n",
      /own\.ts: there is a journey "menu" already: one that ships/,
    ],
    [
      'a name that stands there twice',
      "const a = { name: 'a', play() {} };\nexport default [a, a];\n",
      /journey "a" already: in own\.ts/,
    ],
  ])('for %s: exit 2, where it is and what to do', async (_, text, complaint) => {
    write('own.ts', text);
    const { code, stderr } = await runShopctl(folder, 'load', '--target', url, '--journeys', 'own.ts');
    expect(stderr.replaceAll(/\n *›? */g, ' ')).toMatch(complaint);
    expect(code).toBe(2);
    expect(requests).toEqual([]);
  });

  it('is refused before the run for a mix it cannot play, and for data that does not suffice', async () => {
    writeFilesOf('README.md', folder);
    const load = ['load', '--target', url, '--journeys', 'visit.ts', '--rate', '10/s', '--duration', '1s'];
    const mix = await runShopctl(folder, ...load, '--mix', 'vist=1');
    expect(mix).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/no journey "vist"[\s\S]*Did you mean "visit"/),
    });
    const rows = await runShopctl(folder, ...load, '--data', 'people=unique:people.csv');
    expect(rows.stderr.replaceAll(/\n *›? */g, ' ')).toContain('people.csv has 2 rows for 10 iterations');
    expect(rows.code).toBe(2);
    const gone = await runShopctl(folder, ...load, '--data', 'people=gone.csv', '--dry-run');
    expect(gone).toMatchObject({ code: 2, stderr: expect.stringContaining('cannot read gone.csv') });
    expect(requests).toEqual([]);
  });
});

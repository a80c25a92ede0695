import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import {
  type RightShopOptions,
  type RightShopServer,
  startRightShop,
} from '../../scenarios/journeys/test/right-shop-server.ts';
import { packageRoot } from '../core/package-root.ts';
import { findK6ForTests, titleWithK6 } from '../load/test/find-k6-for-tests.ts';
import { parseRunRecord } from '../report/json/parse-run-record.ts';
import { resultOf, runShopctl, startProgram, startShopctl } from './shopctl-process.ts';

const binary = findK6ForTests(process.env);
const directory = mkdtempSync(path.join(tmpdir(), 'k6-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Arguments of a load that k6 plays against a shop. */
const byK6 = (shop: RightShopServer, ...argv: readonly string[]) => [
  'load',
  ...['--engine', 'k6', '--k6-binary', `${binary}`, '--target', shop.url],
  ...argv,
];

/** The record of the newest run. */
function newestRecord() {
  const runs = path.join(directory, 'reports', 'runs');
  const newest = readdirSync(runs).sort().at(-1) ?? '';
  return parseRunRecord(readFileSync(path.join(runs, newest, 'record.json'), 'utf8'));
}

/** Process ids of the k6 that a process has started. */
function k6Of(parent: number | undefined): readonly number[] {
  const table = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,comm='], { encoding: 'utf8' });
  return table
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, ppid, name]) => Number(ppid) === parent && name === path.basename(`${binary}`))
    .map(([pid]) => Number(pid));
}

const isAlive = (pid: number) => spawnSync('kill', ['-0', `${pid}`]).status === 0;

/** Starts a long load, and waits until k6 plays it. */
async function startLongLoad(options: RightShopOptions = {}) {
  const shop = await startRightShop(options);
  const run = startShopctl(directory, ...byK6(shop, '--rate', '20/s', '--duration', '5m'));
  await vi.waitUntil(() => shop.seen.length > 20, { timeout: 40_000 });
  const [pid = 0] = k6Of(run.child.pid);
  expect(pid).toBeGreaterThan(0);
  return { shop, run, pid };
}

describe.skipIf(binary === undefined)(titleWithK6('shopctl load --engine k6', binary), () => {
  it('ends as a load does: exit 0, a record that names k6, a report', async () => {
    await using shop = await startRightShop();
    const { code, stdout, stderr } = await runShopctl(
      directory,
      ...byK6(shop, '--rate', '5/s', '--duration', '2s', '--threshold', 'all.errors<1%'),
    );
    expect(code, stderr + stdout).toBe(0);
    expect(stdout).toMatch(/delivered 10 of 10 iterations .*\nplayed by k6 [12]\./);
    const { load, plan } = newestRecord();
    expect(plan.engine).toMatchObject({ name: 'k6', binary });
    expect(load.engine).toMatchObject({ name: 'k6', version: plan.engine?.version });
    // Beside the one that looks for the target, and those that look for its books.
    const isOfUsers = ({ path: asked }: { readonly path: string }) =>
      asked !== '/' && !asked.includes('?limit=');
    expect(load.loads[0]?.total.requests).toBe(shop.seen.filter(isOfUsers).length);
  });

  it('exits 10 when a threshold is not met, and ends early when that is surely broken', async () => {
    await using shop = await startRightShop({
      instead: ({ path: asked }) =>
        asked === '/' ? undefined : { kind: 'answered', status: 503, text: '', cookies: [] },
    });
    const argv = ['--vus', '2', '--duration', '5m', '--threshold', 'all.errors<=0%', '--abort-on-fail'];
    const { code, stdout } = await runShopctl(directory, ...byK6(shop, ...argv));
    expect(code, stdout).toBe(10);
    expect(newestRecord().status).toBe('aborted');
  });

  it('exits 14 when k6 dropped iterations, and judges no response times then', async () => {
    await using shop = await startRightShop({ answerAfterMs: () => 500 });
    const argv = ['--rate', '20/s', '--duration', '2s', '--max-in-flight', '2'];
    const { code, stdout } = await runShopctl(
      directory,
      ...byK6(shop, ...argv, '--threshold', 'all.response.max<10m'),
    );
    expect(code, stdout).toBe(14);
    expect(stdout).toMatch(/load not valid: load "users" dropped \d+ of 40 arrivals: 2 iterations/);
    expect(stdout.replace(/\s+/g, ' ')).toMatch(/cannot be judged: k6 dropped \d+ iterations/);
  });

  it('ends on Ctrl-C with what it has: exit 130, and no k6 left', async () => {
    const { shop, run, pid } = await startLongLoad();
    run.child.kill('SIGINT');
    expect((await resultOf(run)).code).toBe(130);
    expect(isAlive(pid)).toBe(false);
    const { delivered } = { ...newestRecord().load.loads[0] };
    expect(delivered?.started).toBe((delivered?.completed ?? 0) + (delivered?.interrupted ?? 0));
    await shop[Symbol.asyncDispose]();
  });

  it('leaves no k6 behind when it is killed', async () => {
    const { shop, run, pid } = await startLongLoad();
    run.child.kill('SIGKILL');
    await run.ended;
    await vi.waitUntil(() => !isAlive(pid), { timeout: 20_000 });
    await shop[Symbol.asyncDispose]();
  });

  it('says how k6 ended when that is killed: exit 3', async () => {
    const { shop, run, pid } = await startLongLoad();
    process.kill(pid, 'SIGKILL');
    const { code, stderr } = await resultOf(run);
    expect(code).toBe(3);
    expect(stderr.replace(/\s+/g, ' ')).toMatch(/k6 \S+ ended by SIGKILL while it played the load/);
    await shop[Symbol.asyncDispose]();
  });

  it('refuses what k6 cannot do', async () => {
    await using shop = await startRightShop();
    const { code, stderr } = await runShopctl(directory, ...byK6(shop, '--overload', 'abort', '--dry-run'));
    expect(code).toBe(2);
    expect(stderr).toContain('--overload abort cannot be played by k6');
  });

  it('shows k6 and its version in a dry run', async () => {
    await using shop = await startRightShop();
    const { code, stdout } = await runShopctl(directory, ...byK6(shop, '--dry-run'));
    expect(code).toBe(0);
    expect(stdout).toMatch(/engine {5}k6 [12]\.\d+\.\d+: \//);
    expect(stdout).toContain('further ones are dropped');
  });

  it('is not needed for the journeys: k6 plays scenarios/k6/shop.ts alone', async () => {
    await using shop = await startRightShop();
    const script = path.join(packageRoot(), 'scenarios/k6/shop.ts');
    const argv = ['run', '--quiet', '-e', `TARGET=${shop.url}`, '--iterations', '10', '--vus', '5'];
    const { code, stdout, stderr } = await resultOf(startProgram(`${binary}`, directory, [...argv, script]));
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/✓ menu went well/);
    expect(shop.seen.length).toBeGreaterThan(10);
  });
});

it('says that there is no k6, and how to get one', async () => {
  vi.stubEnv('PATH', '/nowhere');
  vi.stubEnv('SHOPCTL_K6_BINARY', undefined);
  const { code, stderr } = await runShopctl(directory, 'load', '--engine', 'k6', '--dry-run');
  vi.unstubAllEnvs();
  expect(code).toBe(3);
  expect(stderr).toContain('there is no k6 in PATH');
});

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { parseRunRecord } from '../report/json/parse-run-record.ts';
import { type LoopbackTarget, startLoopbackTarget } from './loopback-target.ts';
import { runShopctl, startShopctl } from './shopctl-process.ts';

const CAPACITY_PER_SECOND = 100;

let target: LoopbackTarget | undefined;
afterEach(() => target?.close());

/** A target that serves one request after another, so many a second, by its clock: however late its timers are. */
function oneAfterAnother() {
  let freeAtMs = 0;
  return startLoopbackTarget((_, response) => {
    const nowMs = performance.now();
    freeAtMs = Math.max(nowMs, freeAtMs) + 1000 / CAPACITY_PER_SECOND;
    setTimeout(() => response.end('{}'), freeAtMs - nowMs);
  });
}

const search = (url: string, ...flags: readonly string[]) => [
  ...['load', '--target', url, '--mix', 'recommendations=1', '--shape', 'breakpoint', '--rate', '20/s'],
  ...flags,
];

/** The record of the run in a folder. */
function recordIn(directory: string) {
  const runs = path.join(directory, 'reports', 'runs');
  return parseRunRecord(readFileSync(path.join(runs, readdirSync(runs)[0] ?? '', 'record.json'), 'utf8'));
}

describe('--shape breakpoint', { timeout: 240_000 }, () => {
  it('finds what a target with a known capacity sustains, within a tenth', async () => {
    target = await oneAfterAnother();
    const flags = ['--slo', 'p95[2s]<500ms', '--slo', 'errors<1%'];
    const { code, stdout, stderr } = await runShopctl(target.directory, ...search(target.url, ...flags));
    expect(code, stdout + stderr).toBe(0);
    const { capacity } = recordIn(target.directory);
    expect(capacity).toMatchObject({ outcome: 'found', repeats: 3 });
    expect(Math.abs((capacity?.sustainedPerSecond ?? 0) - CAPACITY_PER_SECOND)).toBeLessThan(10);
    expect(stdout).toMatch(
      /CAPACITY\n {2}sustains \S+ ± \S+ iterations\/s, limited by the target; no telemetry says which service\n/,
    );
    expect(stderr).toMatch(/broken: p95\[2s\]<500ms: \d+ of \d+ missed it/);
  });

  it('says that it could not know yet when its time is over', async () => {
    target = await oneAfterAnother();
    const flags = ['--slo', 'p95[2s]<200ms', '--duration', '6s'];
    const { code, stdout } = await runShopctl(target.directory, ...search(target.url, ...flags));
    expect([code, stdout]).toEqual([13, expect.stringContaining('no capacity found (time over)')]);
    expect(recordIn(target.directory).capacity?.heldPerSecond).toBeGreaterThanOrEqual(20);
  });

  it('lets nobody else change the rate, and ends on a stop with what it knows', async () => {
    target = await oneAfterAnother();
    const run = startShopctl(target.directory, ...search(target.url, '--slo', 'p95[2s]<200ms'));
    await run.wrote('held');
    const refused = await runShopctl(target.directory, 'load', 'rate', '5/s');
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('changes the rate itself')]);
    await runShopctl(target.directory, 'load', 'stop');
    expect(await run.ended).toBe(130);
    expect(run.output.stdout).toContain('no capacity found (stopped)');
  });

  it.each([
    [['--slo', 'p99<500ms'], '--slo says what a search for the capacity holds'],
    [['--shape', 'breakpoint'], '--shape breakpoint needs to know what must hold'],
    [['--shape', 'breakpoint', '--slo', 'mean<5ms'], 'a mean cannot be told from single requests'],
    [['--shape', 'breakpoint', '--slo', 'p99>5ms'], 'an SLO bounds from above'],
    [
      ['--shape', 'breakpoint', '--slo', 'p99<1s', '--vus', '5'],
      '--vus and --shape breakpoint cannot stand together',
    ],
    [
      ['--shape', 'breakpoint', '--slo', 'p99<1s', '--workers', '2'],
      '--workers 2 cannot search for a capacity',
    ],
    [['--shape', 'breakpoint', '--slo', 'p99<1s', '--engine', 'k6'], '--engine k6 cannot search'],
  ])('refuses %j', async (flags, message) => {
    const { code, stderr } = await runShopctl('.', 'load', ...flags, '--dry-run');
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  });
});

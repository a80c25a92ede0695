import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../core/package-root.ts';
import { nothingStored } from '../expect/test-recording/mutations.ts';
import { recordedBlackfriday } from '../expect/test-recording/recorded-blackfriday.ts';
import type { Recording } from '../expect/test-recording/recording.ts';
import { storeRecording } from '../expect/test-recording/store-recording.ts';
import { exampleRecord } from '../report/example-record.ts';
import { runFolder } from '../run/run-folder.ts';
import type { RunRecord } from '../run/run-record.ts';
import { runShopctl } from '../test/shopctl-process.ts';

const SHOP = path.join(packageRoot(), 'scenarios/expectations/shop.yaml');
const BLACKFRIDAY = path.join(packageRoot(), 'scenarios/expectations/blackfriday.yaml');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'validate-'));
  leaveRun('20261127-090000-blackfriday', recordedBlackfriday());
  leaveRun('20261127-080000-blackfriday', nothingStored(recordedBlackfriday()));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Leaves the folder of a run behind, as a run does. */
function leaveRun(id: string, recording: Recording): void {
  const { directory, recordFile, telemetryFile } = runFolder(folder, id);
  mkdirSync(directory, { recursive: true });
  writeFileSync(recordFile, JSON.stringify(recordOf(id, recording)));
  storeRecording(recording, telemetryFile);
}

function recordOf(id: string, { facts }: Recording): RunRecord {
  const { verdict: _unjudged, ...record } = exampleRecord;
  const loads = record.load.loads.map((load, index) => ({
    ...load,
    total: { ...load.total, requests: index === 0 ? facts.requestsSent : 0 },
  }));
  return {
    ...record,
    id,
    plan: { ...record.plan, expectationFiles: [SHOP, BLACKFRIDAY] },
    timeline: facts.timeline,
    load: { ...record.load, loads },
  };
}

describe('shopctl validate', () => {
  it('judges the newest run from its folder alone: 0, and a table', async () => {
    const { code, stdout, stderr } = await runShopctl(folder, 'validate', '--junit', 'verdict.xml');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('VERDICT  ✔ pass');
    expect(stdout).toContain('9 services');
    expect(readFileSync(path.join(folder, 'verdict.xml'), 'utf8')).toContain('20261127-090000-blackfriday');
  });

  it('ends with 10 when expectations are not met, failures first', async () => {
    const { code, stdout } = await runShopctl(folder, 'validate', '--run', '20261127-080000-blackfriday');
    expect(code).toBe(10);
    const lines = stdout.split('\n');
    expect(lines[1]).toContain('✖ fail');
    expect(stdout).toContain('no telemetry at all for 1,464 requests');
    expect(stdout).toMatch(/shop\.yaml:\d+/);
  });

  it('judges a telemetry file without its run: 13, since some of it cannot be told', async () => {
    const { telemetryFile } = runFolder(folder, '20261127-090000-blackfriday');
    const { code, stdout } = await runShopctl(folder, 'validate', '--telemetry', telemetryFile, '--json');
    expect(code).toBe(13);
    const { outcome, results } = JSON.parse(stdout);
    expect(outcome).toBe('inconclusive');
    expect(results.find(({ id }: { id: string }) => id === 'services-visible').outcome).toBe('pass');
  });

  it.each([
    {
      argv: ['--run', '20261127-090001-blackfriday'],
      code: 2,
      says: 'Did you mean "20261127-090000-blackfriday"?',
    },
    { argv: ['nowhere.yaml'], code: 2, says: 'cannot read nowhere.yaml' },
    { argv: ['--telemetry', 'nowhere.db'], code: 3, says: 'nowhere.db' },
  ])('$argv ends with $code and says why', async ({ argv, code, says }) => {
    const ended = await runShopctl(folder, 'validate', ...argv);
    expect(ended.code).toBe(code);
    expect(ended.stderr).toContain(says);
  });

  it('ends with 3 where nothing was ever run', async () => {
    const empty = mkdtempSync(path.join(tmpdir(), 'validate-nothing-'));
    const { code, stderr } = await runShopctl(empty, 'validate');
    rmSync(empty, { recursive: true });
    expect(code).toBe(3);
    expect(stderr).toContain('Play one first: shopctl demo.');
  });
});

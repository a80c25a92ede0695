import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BLOCK_SIZE } from '../../target-shop/service-table.ts';
import type { Verdict } from '../expect/verdict.ts';
import { freePortBlock } from '../platform/local/free-port.ts';
import { parseRunRecord } from '../report/json/parse-run-record.ts';
import type { RunRecord } from '../run/run-record.ts';
import { createTelemetryStore } from '../telemetry/store/telemetry-store.ts';
import { commandsIn, writeFilesOf } from './documentation.ts';
import { runShopctl, type ShopctlResult } from './shopctl-process.ts';

const RUN_MS = 240_000;

let directory: string;
/** What the README's own Black Friday ended with. */
let blackFriday: ShopctlResult | undefined;
beforeAll(async () => {
  directory = mkdtempSync(path.join(tmpdir(), 'whole-story-'));
  writeFilesOf('README.md', directory);
  // Whoever reads the README plays the sources.
  delete process.env['SHOPCTL_BUILT'];
  process.env['SHOPCTL_PORT_BASE'] = String(await freePortBlock(BLOCK_SIZE));
  process.env['GITHUB_STEP_SUMMARY'] = path.join(directory, 'summary.md');
});
afterAll(async () => {
  await runShopctl(directory, 'destroy');
  delete process.env['SHOPCTL_PORT_BASE'];
  delete process.env['GITHUB_STEP_SUMMARY'];
  rmSync(directory, { recursive: true, force: true });
}, RUN_MS);

/** The folder that a command said its report is in. */
function runFolderOf({ stderr }: ShopctlResult): string {
  const [, report] = /report: (\S+)/.exec(stderr) ?? [];
  return path.join(directory, path.dirname(report ?? 'no report named'));
}

function recordIn(folder: string): RunRecord {
  return parseRunRecord(readFileSync(path.join(folder, 'record.json'), 'utf8'));
}

/** SQL for the number of a word. */
function idOf(word: string): string {
  return `(SELECT id FROM dictionary WHERE text = '${word}')`;
}

describe('the commands of the README, in order', () => {
  it.each(commandsIn('README.md').filter(({ argv }) => argv[0] !== 'destroy'))(
    '$place: $argv ends as expected',
    async ({ argv }) => {
      const result = await runShopctl(directory, ...argv);
      if (argv[0] === 'chaos') blackFriday = result;
      expect(result.code, `${result.stdout}\n${result.stderr}`).toBe(0);
    },
    RUN_MS,
  );
});

describe('Black Friday, as the README plays it', () => {
  let run: ShopctlResult;
  let folder: string;
  beforeAll(() => {
    if (blackFriday === undefined) throw new Error('the README plays no chaos');
    run = blackFriday;
    folder = runFolderOf(run);
  });

  /** Judges the run again, by other telemetry. */
  async function validateWith(
    telemetryFile: string,
  ): Promise<{ code: number | string; failed: readonly string[] }> {
    const { code, stdout } = await runShopctl(
      directory,
      ...['validate', '--run', path.basename(folder), '--telemetry', telemetryFile, '--json'],
    );
    const { results } = JSON.parse(stdout) as Pick<Verdict, 'results'>;
    const deciding = results.filter(({ severity }) => severity === 'error');
    return { code, failed: deciding.filter(({ outcome }) => outcome === 'fail').map(({ id }) => id) };
  }

  /** Answers a copy of the run's telemetry, broken by some SQL. */
  function brokenTelemetry(name: string, sql: string): string {
    const file = path.join(directory, `${name}.db`);
    copyFileSync(path.join(folder, 'telemetry.db'), file);
    const database = new DatabaseSync(file);
    database.exec(`PRAGMA foreign_keys = OFF; ${sql}`);
    database.close();
    return file;
  }

  it('exits 0: the shop broke as planned and recovered', () => {
    expect(run.code, `${run.stdout}\n${run.stderr}`).toBe(0);
    expect(run.stdout.split('\n')[0]).toMatch(/^delivered [\d,]+ of [\d,]+ iterations/);
    expect(run.stdout).toMatch(/RESULT\s+✔ exit 0/);
  });

  it('leaves record, JUnit and report where it says', () => {
    for (const file of ['record.json', 'junit.xml', 'report.html', 'telemetry.db', 'journal.jsonl']) {
      expect(existsSync(path.join(folder, file)), file).toBe(true);
    }
    expect(existsSync(path.join(folder, 'telemetry.db-wal'))).toBe(false);
  });

  it('tells the page of a GitHub workflow how it came out', () => {
    expect(readFileSync(path.join(directory, 'summary.md'), 'utf8')).toContain(
      'step-5: Recommendations fail and wait as planned',
    );
  });

  it('shows every step as planned, on at least 300 calls', () => {
    const { chaos } = recordIn(folder);
    expect(chaos?.steps.map(({ planned, outcome }) => [planned.failureRatio, outcome])).toEqual([
      [0.02, 'pass'],
      [0.1, 'pass'],
      [0.25, 'pass'],
      [0.5, 'pass'],
      [0.78, 'pass'],
    ]);
    expect(Math.min(...(chaos?.steps ?? []).map(({ observed }) => observed.calls))).toBeGreaterThanOrEqual(
      300,
    );
  });

  it('counts exactly: planned = started + dropped, started = completed + interrupted', () => {
    for (const { delivered } of recordIn(folder).load.loads) {
      expect(delivered.planned).toBe(delivered.started + delivered.dropped);
      expect(delivered.started).toBe(delivered.completed + delivered.interrupted);
    }
  });

  it('is reported the same again from its folder alone', async () => {
    const page = readFileSync(path.join(folder, 'report.html'), 'utf8');
    rmSync(path.join(folder, 'report.html'));
    const { code, stdout } = await runShopctl(directory, 'report', path.basename(folder));
    expect({ code, stdout }).toEqual({ code: 0, stdout: run.stdout });
    expect(readFileSync(path.join(folder, 'report.html'), 'utf8')).toBe(page);
  });

  it('is judged the same again from its folder alone', async () => {
    expect(await validateWith(path.join(folder, 'telemetry.db'))).toEqual({ code: 0, failed: [] });
  });

  it.each([
    {
      name: 'a service reports under a wrong name',
      sql: "UPDATE dictionary SET text = 'ecommerce-service' WHERE text = 'frontend'",
      reason: 'services-visible',
    },
    {
      name: 'context is dropped on the way to the catalog',
      sql: `UPDATE spans SET parent = 1 WHERE kind = 2 AND service = ${idOf('catalog')}`,
      reason: 'edges-seen',
    },
    {
      name: 'Postgres spans are missing',
      sql: `DELETE FROM spans WHERE db_system = ${idOf('postgresql')}`,
      reason: 'stores-visible/postgresql',
    },
    {
      name: 'nothing failed although 78 % was injected',
      sql: `UPDATE spans SET status = 0 WHERE service = ${idOf('recommendation')}`,
      reason: 'fault-as-planned/step-5',
    },
  ])('turns red when $name', async ({ name, sql, reason }) => {
    const { code, failed } = await validateWith(brokenTelemetry(name.replaceAll(' ', '-'), sql));
    expect({ code, failed }).toEqual({ code: 10, failed: expect.arrayContaining([reason]) });
  });

  it('turns red when nothing was stored', async () => {
    const empty = path.join(directory, 'empty.db');
    createTelemetryStore(empty).close();
    const { code, failed } = await validateWith(empty);
    expect(code).toBe(10);
    expect(failed).toEqual(['requests-traced', 'requests-served']);
  });
});

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { packageRoot } from '../core/package-root.ts';
import { findK6ForTests } from '../load/test/find-k6-for-tests.ts';
import { commandsIn, type DocumentedCommand, wordsOf, writeFilesOf } from './documentation.ts';
import { runShopctl } from './shopctl-process.ts';

/** Commands that play a run, and can show its plan instead. */
const PLAYERS = ['load', 'chaos', 'demo'];
/** Their commands that play nothing. */
const NOT_PLAYING = ['recover', 'compare', 'import', 'pause', 'resume', 'rate', 'users', 'stop', 'status'];

/** Answers the example lines of every command's help. */
async function helpExamples(): Promise<readonly DocumentedCommand[]> {
  const folder = path.join(packageRoot(), 'cli/commands');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /(?<!\.test)\.ts$/.test(file),
  );
  const ofFile = async (file: string) => {
    const { default: command } = await import(path.join(folder, file));
    const id = file
      .replace(/\.ts$/, '')
      .replace(/\/index$/, '')
      .replaceAll('/', ' ');
    return (command.examples as readonly string[]).map((example) => ({
      place: `help of ${id}`,
      argv: wordsOf(example.replace('<%= config.bin %> <%= command.id %>', id)),
    }));
  };
  return (await Promise.all(files.map(ofFile))).flat();
}

const ofHelp = await helpExamples();
const examples = [...commandsIn('README.md'), ...ofHelp];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'shopctl-examples-'));
  writeFilesOf('README.md', folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const k6 = findK6ForTests(process.env);
const isMissing = (argv: readonly string[]) => k6 === undefined && argv.includes('k6');
beforeAll(() => void vi.stubEnv('SHOPCTL_K6_BINARY', k6));
afterAll(() => void vi.unstubAllEnvs());

describe('every example', () => {
  it('is found: each command has one', () => {
    const commands = new Set(ofHelp.map(({ argv }) => argv[0]));
    expect([...commands].sort()).toEqual([
      'chaos',
      'demo',
      'deploy',
      'destroy',
      'flags',
      'image',
      'load',
      'logs',
      'report',
      'restart',
      'rollout',
      'setup',
      'status',
      'validate',
    ]);
  });

  it.for(
    examples.filter(({ argv }) => PLAYERS.includes(argv[0] ?? '') && !NOT_PLAYING.includes(argv[1] ?? '')),
  )('$place $argv gives a plan', async ({ argv }, { skip }) => {
    skip(isMissing(argv), 'there is no k6 here; set SHOPCTL_K6_BINARY');
    const { code, stdout, stderr } = await runShopctl(folder, ...argv, '--dry-run');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(argv.includes('--json') ? '"loads"' : 'LOADS');
  });

  it.each(examples.filter(({ argv }) => argv[0] === 'deploy'))(
    '$place $argv gives a plan',
    async ({ argv }) => {
      const { code, stdout } = await runShopctl(
        tmpdir(),
        ...argv.filter((word) => word !== '--plan'),
        '--plan',
      );
      expect({ code, names: stdout.includes('frontend') }).toEqual({ code: 0, names: true });
    },
  );
});

describe('the README', () => {
  it('names files that exist', () => {
    const text = readFileSync(path.join(packageRoot(), 'README.md'), 'utf8');
    const named = [...text.matchAll(/\]\(([^)#:]+)\)/g)].map(([, file]) => file ?? '');
    expect(named.length).toBeGreaterThan(15);
    expect(named.filter((file) => !existsSync(path.join(packageRoot(), file)))).toEqual([]);
  });
});

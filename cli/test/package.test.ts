import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BLOCK_SIZE } from '../../target-shop/service-table.ts';
import { packageRoot, packageVersion } from '../core/package-root.ts';
import { freePortBlock } from '../platform/local/free-port.ts';
import { writeFilesOf } from './documentation.ts';
import { resultOf, type ShopctlResult, startBin } from './shopctl-process.ts';
import { STEP_BEGAN, writeShortScenario } from './short-scenario.ts';

/** Packing, and an install of all dependencies from the registry. */
const INSTALL_MS = 180_000;
const STORY_MS = 120_000;

let folder: string;
let work: string;
let installed: string;
let bin: string;
let untouched: readonly string[];

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'shopctl-package-'));
  work = path.join(folder, 'anywhere');
  mkdirSync(work);
  const prefix = path.join(folder, 'prefix');
  // The build is there (build.ts), and other tests run it: packing must not make it anew.
  npm(packageRoot(), 'pack', '--ignore-scripts', '--pack-destination', folder);
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'));
  if (tarball === undefined) throw new Error(`npm pack left no tarball in ${folder}`);
  npm(folder, 'install', '--global', '--prefix', prefix, path.join(folder, tarball));
  installed = path.join(prefix, 'lib/node_modules/shopctl');
  bin = path.join(prefix, 'bin/shopctl');
  untouched = filesOf(installed);
}, INSTALL_MS);

afterAll(async () => {
  if (bin !== undefined && existsSync(path.join(work, '.shopctl'))) await shopctl('destroy');
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

describe('the packed and installed shopctl', () => {
  it('carries its build and what it reads, and neither sources nor tests', () => {
    const own = untouched.filter((file) => !file.startsWith('node_modules/'));
    expect(own).toEqual(
      expect.arrayContaining([
        'dist/cli/main.js',
        'dist/cli/load/worker.js',
        'dist/cli/journey.d.ts',
        'dist/target-shop/services/orders/main.js',
        'scenarios/blackfriday.yaml',
        'scenarios/expectations/shop.yaml',
      ]),
    );
    expect(own.filter((file) => /(?<!\.d)\.ts$|\.test\.|runs\//.test(file))).toEqual([]);
    expect(own.filter((file) => file.endsWith('.d.ts')).length).toBeLessThan(10);
  });

  it('brings the types of journeys to whoever installs it in a project of their own', () => {
    const project = path.join(folder, 'project');
    mkdirSync(path.join(project, 'node_modules'), { recursive: true });
    symlinkSync(installed, path.join(project, 'node_modules/shopctl'));
    writeFilesOf('README.md', project);
    const wrong = "import type { Journey } from 'shopctl/journey';\nexport const journey: Journey = {};\n";
    writeFileSync(path.join(project, 'wrong.ts'), wrong);
    const check = (file: string) =>
      spawnSync(
        process.execPath,
        [
          path.join(packageRoot(), 'node_modules/typescript/bin/tsc'),
          '--noEmit',
          '--strict',
          '--module',
          'nodenext',
          file,
        ],
        { cwd: project, encoding: 'utf8' },
      );
    expect(check('visit.ts')).toMatchObject({ stdout: '', status: 0 });
    expect(check('wrong.ts').stdout).toMatch(/wrong\.ts\(2,14\): .*missing the following properties/);
  });

  it('says its version and finds every command of the checkout', async () => {
    expect((await shopctl('--version')).stdout).toContain(`shopctl/${packageVersion()} `);
    const { stdout } = await shopctl('--help');
    const files = readdirSync(path.join(packageRoot(), 'cli/commands'));
    const commands = files.filter((name) => !name.endsWith('.test.ts')).map((name) => name.split('.')[0]);
    for (const command of commands) expect(stdout).toMatch(new RegExp(`^  ${command} `, 'm'));
  });

  it(
    'sets up, deploys, breaks and judges a shop from any folder, and writes only there',
    async () => {
      expect(await shopctl('setup', '--yes')).toMatchObject({ code: 0 });
      // Black Friday is played to its end in whole-story.test.ts.
      const portBase = String(await freePortBlock(BLOCK_SIZE));
      await stopped(['demo', '--port-base', portBase], 'watching the steady state');
      const { stdout } = await stopped(['chaos', writeShortScenario(work)], STEP_BEGAN);
      expect(stdout).toMatch(/undone/);
      expect(await shopctl('load', '--vus', '2', '--duration', '6s')).toMatchObject({ code: 0 });
      // How fast the shop is beside other tests, and whether it was asked enough, is not what this is about.
      const { code, stdout: verdict } = await shopctl('validate');
      expect([0, 10, 13]).toContain(code);
      expect(verdict).toMatch(/services-visible/);
      expect(readdirSync(work).sort()).toEqual(['.shopctl', 'reports', 'short.yaml']);
      expect(readdirSync(path.join(work, 'reports/runs'))).toHaveLength(3);
      expect(await shopctl('destroy')).toMatchObject({ code: 0 });
      expect(readdirSync(work)).toEqual(['reports', 'short.yaml']);
      expect(filesOf(installed)).toEqual(untouched);
    },
    STORY_MS,
  );
});

function shopctl(...argv: readonly string[]): Promise<ShopctlResult> {
  return resultOf(startBin(bin, work, argv));
}

/** Starts a command, and presses Ctrl-C once it has written something. */
async function stopped(argv: readonly string[], onceWritten: string | RegExp): Promise<ShopctlResult> {
  const run = startBin(bin, work, argv);
  await run.wrote(onceWritten);
  run.child.kill('SIGINT');
  const result = await resultOf(run);
  expect(result.code, result.stderr).toBe(130);
  return result;
}

function npm(cwd: string, ...argv: readonly string[]): void {
  execFileSync('npm', argv, { cwd, stdio: 'pipe' });
}

/** Every file below a folder, relative to it. */
function filesOf(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' }).sort();
}

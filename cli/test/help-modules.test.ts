import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packageRoot } from '../core/package-root.ts';

const HEAVY = ['express', 'ioredis', 'undici', 'pg', '@kubernetes/client-node', 'esbuild', 'protobufjs'];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'help-modules-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Answers the URLs of all modules that a command line loads, and what it printed. */
function modulesOf(...argv: string[]): { modules: string; stdout: string; status: number | null } {
  const list = path.join(folder, 'modules');
  const recorder = path.join(packageRoot(), 'cli/test/record-modules.ts');
  const { stdout, status } = spawnSync(
    process.execPath,
    ['--import', recorder, path.join(packageRoot(), 'cli/bin/shopctl.js'), ...argv],
    { encoding: 'utf8', env: { ...process.env, SHOPCTL_TEST_MODULE_LIST: list } },
  );
  return { modules: readFileSync(list, 'utf8'), stdout, status };
}

describe('start-up', () => {
  it.each([[['--help']], [['chaos', '--help']], [['load', '--help']]])('%j loads no heavy client', (argv) => {
    const { modules, stdout, status } = modulesOf(...argv);
    expect({ status, help: stdout.includes('USAGE') }).toEqual({ status: 0, help: true });
    expect(modules).toContain('/@oclif/core/');
    expect(HEAVY.filter((name) => modules.includes(`/node_modules/${name}/`))).toEqual([]);
  });
});

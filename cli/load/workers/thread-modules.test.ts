import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { packageRoot } from '../../core/package-root.ts';

/** What would take megabytes of every thread, and is of no use to a load of plain http: all packages but one of 2 kB. */
const HEAVY = /\/node_modules\/(?!fastest-levenshtein\/)|^node:(?:tls|https|http2|http|crypto)$/;

/** Answers the URLs of all modules that the thread of a load loads, while it plays, and what was said of the load. */
function modulesOf(how: 'plain' | 'http2') {
  const folder = mkdtempSync(path.join(tmpdir(), 'thread-modules-'));
  const file = path.join(folder, 'modules');
  const recorder = pathToFileURL(path.join(packageRoot(), 'cli/test/record-modules.ts'));
  // By the environment: a thread takes no arguments of its process.
  const env = { ...process.env, NODE_OPTIONS: `--import ${recorder}`, SHOPCTL_TEST_MODULE_LIST: file };
  const program = path.join(packageRoot(), 'cli/load/test/play-for-modules.ts');
  const { stdout, stderr, status } = spawnSync(process.execPath, [program, how], { encoding: 'utf8', env });
  expect(status, stderr).toBe(0);
  const [byThread, byMain] = [true, false].map((isOfThread) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .flatMap((line) => {
        const [thread, url = ''] = line.split(' ');
        return thread !== '' && (thread !== '0') === isOfThread ? [url] : [];
      }),
  );
  rmSync(folder, { recursive: true });
  return { modules: byThread ?? [], ofMain: byMain ?? [], said: stdout };
}

it('a load of plain http needs neither undici nor zod nor TLS nor cryptography in its threads', {
  timeout: 60_000,
}, () => {
  const { modules, ofMain, said } = modulesOf('plain');
  expect(said).toMatch(/^[1-9]\d* requests, 0 errors$/);
  expect(ofMain).toContain('node:http');
  expect(modules.some((url) => url.endsWith('/cli/load/worker.ts'))).toBe(true);
  expect(modules.some((url) => url.endsWith('/scenarios/journeys/customers.ts'))).toBe(true);
  expect(modules.filter((url) => HEAVY.test(url))).toEqual([]);
});

it('what others need is seen where they need it', { timeout: 60_000 }, () => {
  const { modules } = modulesOf('http2');
  expect(modules).toContain('node:http2');
});

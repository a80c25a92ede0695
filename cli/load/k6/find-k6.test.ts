import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { findK6, parseK6Version } from './find-k6.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'k6-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A program that says something when it is asked for its version. */
function programSaying(words: string, exitCode = 0): string {
  const file = path.join(folder, 'k6');
  writeFileSync(file, `#!/bin/sh\ncat <<'END'\n${words}\nEND\nexit ${exitCode}\n`);
  chmodSync(file, 0o755);
  return file;
}

const XK6 = `k6 v2.1.3-rc1 (go1.26.8, linux/amd64)
Extensions:
  github.com/grafana/xk6-dashboard v0.8.1, dashboard [output]
  github.com/grafana/xk6-sql v1.0.4, k6/x/sql [js]
  github.com/grafana/xk6-sql v1.0.4, k6/x/sql/driver/ramsql [js]`;

describe('k6', () => {
  it('is found in PATH, with its version and what is built into it', async () => {
    const binary = programSaying(XK6);
    expect(await findK6(undefined, `/nowhere${path.delimiter}${folder}`)).toEqual({
      name: 'k6',
      binary,
      version: '2.1.3-rc1',
      extensions: ['github.com/grafana/xk6-dashboard v0.8.1', 'github.com/grafana/xk6-sql v1.0.4'],
    });
  });

  it('is taken from where the user says', async () => {
    const binary = programSaying('k6 v1.8.2 (commit/abc, go1.26.8, linux/amd64)');
    expect(await findK6(binary, undefined)).toMatchObject({ binary, version: '1.8.2', extensions: [] });
  });

  it('that is not there is missed with the way to get it', async () => {
    await expect(findK6(undefined, '/nowhere')).rejects.toMatchObject({
      exitCode: 3,
      code: 'SHOPCTL_K6_MISSING',
      message: 'there is no k6 in PATH',
      hint: expect.stringMatching(/brew install k6.*--k6-binary PATH.*--engine embedded/),
    });
    await expect(findK6('/nowhere/k6', undefined)).rejects.toThrow(/^\/nowhere\/k6 does not say its version/);
  });

  it.each(['1.7.1', '0.57.0', '3.0.0'])('of version %s is refused', async (version) => {
    const binary = programSaying(`k6 v${version} (go1.26.8, linux/amd64)`);
    await expect(findK6(binary, undefined)).rejects.toMatchObject({
      exitCode: 3,
      message: `${binary} is k6 ${version}: shopctl drives k6 1.8 or newer of 1.x, and 2.x`,
    });
  });

  it('must be one', () => {
    expect(() => parseK6Version('GNU bash 5.2', '/bin/bash')).toThrow(
      '/bin/bash is no k6: asked for its version it says GNU bash 5.2',
    );
  });
});

import { once } from 'node:events';
import { chmod, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BLOCK_SIZE } from '../../../../target-shop/service-table.ts';
import { findOnPath } from '../../../core/find-on-path.ts';
import { freePortBlock } from '../free-port.ts';
import { redisProgram } from '../stores/redis-server.ts';
import { checkMachine } from './check-machine.ts';
import { findRedisPackage } from './redis-package.ts';
import { setUpMachine } from './set-up-machine.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'shopctl-setup-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** A PATH with these programs and no other. */
async function pathWith(name: string, programs: Readonly<Record<string, string>>): Promise<string> {
  const bin = await mkdtemp(path.join(folder, `${name}-`));
  for (const [program, script] of Object.entries(programs)) {
    await writeFile(path.join(bin, program), `#!/bin/sh\n${script}\n`);
    await chmod(path.join(bin, program), 0o755);
  }
  return bin;
}

describe('the check of a machine', () => {
  it('finds nothing missing where the tests run', async () => {
    const checks = await checkMachine(process.env, await freePortBlock(BLOCK_SIZE));
    expect(checks.filter(({ state }) => state === 'missing')).toEqual([]);
    expect(checks.map(({ name }) => name)).toEqual(['node', 'redis', 'postgres', 'ports', 'files']);
    expect(checks.find(({ name }) => name === 'postgres')?.text).toContain('(PostgreSQL)');
  });

  it('only warns of a port in use, and names its holder', async () => {
    const base = await freePortBlock(BLOCK_SIZE);
    const server = createServer().listen(base + 4, '127.0.0.1');
    await once(server, 'listening');
    const ports = (await checkMachine(process.env, base)).find(({ name }) => name === 'ports');
    server.close();
    expect(ports?.state).toBe('warning');
    expect(ports?.text).toContain(`port ${base + 4}, needed by catalog, is in use by process ${process.pid}`);
    expect(ports?.fix).toContain('--port-base');
  });
});

describe('a missing Redis', () => {
  it('is installed when that is allowed, by the package manager there is', async () => {
    const bin = await pathWith('brew', {});
    const real = redisProgram(process.env['PATH']);
    // A package manager that "installs" by linking the real program.
    await writeFile(path.join(bin, 'brew'), `#!/bin/sh\n/bin/ln -s ${real} ${bin}/redis-server\n`);
    await chmod(path.join(bin, 'brew'), 0o755);
    const said: string[] = [];
    const checks = await setUpMachine({
      env: { ...process.env, PATH: bin },
      portBase: await freePortBlock(BLOCK_SIZE),
      say: (text) => said.push(text),
      mayInstall: async (command) => command === 'brew install redis',
    });
    expect(said).toEqual(['Installing Redis: brew install redis']);
    expect(checks.find(({ name }) => name === 'redis')).toMatchObject({ state: 'ok' });
  });

  it('is left alone when the user says no, with the command to type', async () => {
    const bin = await pathWith('refused', { brew: 'exit 1' });
    const checks = await setUpMachine({
      env: { ...process.env, PATH: bin },
      portBase: await freePortBlock(BLOCK_SIZE),
      say: () => {},
      mayInstall: async () => false,
    });
    expect(checks.find(({ name }) => name === 'redis')).toEqual({
      name: 'redis',
      state: 'missing',
      text: 'no Redis on this machine (looked for redis-server and valkey-server)',
      fix: 'Install it: shopctl setup --yes, which runs brew install redis',
    });
  });

  it('fails aloud when the package manager does', async () => {
    const bin = await pathWith('broken', { brew: 'exit 1' });
    const portBase = await freePortBlock(BLOCK_SIZE);
    const setUp = setUpMachine({
      env: { ...process.env, PATH: bin },
      portBase,
      say: () => {},
      mayInstall: async () => true,
    });
    await expect(setUp).rejects.toThrow('Redis could not be installed');
  });
});

describe('the package of Redis', () => {
  it.each([
    ['apt-get', true, 'apt-get install --yes --no-install-recommends redis-server', true],
    ['apt-get', false, 'sudo apt-get install --yes --no-install-recommends redis-server', false],
    ['dnf', false, 'sudo dnf install --assumeyes redis', false],
    ['apk', true, 'apk add redis', true],
    ['brew', false, 'brew install redis', true],
  ])('by %s as root (%j) is: %s', async (manager, isRoot, shown, mayInstall) => {
    const bin = await pathWith(manager, { [manager]: 'exit 0' });
    expect(findRedisPackage({ PATH: bin }, isRoot)).toMatchObject({ shown, mayInstall });
  });

  it('is unknown where there is no package manager', () => {
    expect(findRedisPackage({ PATH: folder }, true)).toBeUndefined();
    expect(findRedisPackage({}, true)).toBeUndefined();
  });
});

it('finds programs on the path, not folders or plain files', async () => {
  const bin = await pathWith('find', { tool: 'exit 0' });
  await writeFile(path.join(bin, 'plain'), '');
  await symlink(folder, path.join(bin, 'directory'));
  expect(findOnPath('tool', `/nowhere:${bin}`)).toBe(path.join(bin, 'tool'));
  expect(findOnPath('plain', bin)).toBeUndefined();
  expect(findOnPath('directory', bin)).toBeUndefined();
});

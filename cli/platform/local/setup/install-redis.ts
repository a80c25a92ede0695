import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, rm, writeFile } from 'node:fs/promises';
import { EnvironmentError } from '../../../core/errors.ts';
import { findOnPath } from '../../../core/find-on-path.ts';
import type { Environment } from '../environment.ts';
import type { RedisPackage } from './redis-package.ts';

/** Debian asks this program before a package may start a service; exit code 101 says no. */
const POLICY_FILE = '/usr/sbin/policy-rc.d';
const POLICY = `#!/bin/sh
# Made by "shopctl setup" for the time it installs Redis: only the program is wanted, not a running service.
case "$1" in redis*) exit 101 ;; esac
exit 0
`;
/** Keeps the package's service from the next start of the machine too; which one works depends on the system. */
const DISABLE = [
  ['systemctl', 'disable', 'redis-server'],
  ['update-rc.d', 'redis-server', 'disable'],
] as const;

/**
 * Installs the system's Redis package without starting a service, now or at the next boot.
 * What the package manager says goes to stderr.
 * @throws EnvironmentError when it fails
 */
export async function installRedis(redis: RedisPackage, env: Environment): Promise<void> {
  const isInstalled = await (redis.startsService ? installQuietly(redis, env) : installFirst(redis, env));
  if (isInstalled) return;
  throw new EnvironmentError('Redis could not be installed', {
    hint: `See what the package manager says: ${redis.shown}`,
  });
}

async function installQuietly(redis: RedisPackage, env: Environment): Promise<boolean> {
  // A policy that is there already (containers bring one) is the administrator's, and says no as a rule.
  const isOurs = await access(POLICY_FILE).then(
    () => false,
    () => true,
  );
  if (isOurs) await writeFile(POLICY_FILE, POLICY, { mode: 0o755 });
  try {
    if (!(await installFirst(redis, env))) return false;
    for (const command of DISABLE) {
      if (findOnPath(command[0], env['PATH']) !== undefined) await succeeds(command, env, 'ignore');
    }
    return true;
  } finally {
    if (isOurs) await rm(POLICY_FILE);
  }
}

async function installFirst({ commands }: RedisPackage, env: Environment): Promise<boolean> {
  for (const command of commands) if (await succeeds(command, env, 'inherit')) return true;
  return false;
}

async function succeeds(
  [program = '', ...args]: readonly string[],
  env: Environment,
  errors: 'inherit' | 'ignore',
): Promise<boolean> {
  const output = errors === 'inherit' ? process.stderr : 'ignore';
  const child = spawn(program, args, {
    stdio: ['ignore', output, output],
    // A service asked for in runlevel 1 is not started: a second lock beside the policy.
    env: { ...env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' },
  });
  const [code] = await once(child, 'exit').catch(() => [1]);
  return code === 0;
}

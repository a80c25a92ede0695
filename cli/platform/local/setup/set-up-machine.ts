import type { Environment } from '../environment.ts';
import { checkMachine, checkRedisProgram } from './check-machine.ts';
import { installRedis } from './install-redis.ts';
import { findRedisPackage } from './redis-package.ts';
import type { SetupCheck } from './setup-check.ts';

export interface SetupOptions {
  readonly env: Environment;
  readonly portBase: number;
  /** Tells the user what is about to happen. */
  say(text: string): void;
  /** Asks whether this command may be run. */
  mayInstall(command: string): Promise<boolean>;
}

/**
 * Checks the machine, and installs Redis when it is missing and that is allowed.
 * @returns the checks as they stand at the end
 * @throws EnvironmentError when the package manager fails
 */
export async function setUpMachine({
  env,
  portBase,
  say,
  mayInstall,
}: SetupOptions): Promise<readonly SetupCheck[]> {
  const checks = await checkMachine(env, portBase);
  const redis = checks.find(({ name, state }) => name === 'redis' && state === 'missing');
  if (redis === undefined) return checks;
  const repaired = await provideRedis(redis, { env, say, mayInstall });
  return checks.map((check) => (check === redis ? repaired : check));
}

async function provideRedis(
  missing: SetupCheck,
  { env, say, mayInstall }: Omit<SetupOptions, 'portBase'>,
): Promise<SetupCheck> {
  const redis = findRedisPackage(env, process.getuid?.() === 0);
  if (redis === undefined) {
    return { ...missing, fix: 'Install Redis 7 or Valkey 8, or give one to deploy by --redis-url.' };
  }
  if (!redis.mayInstall) return { ...missing, fix: `Install it: ${redis.shown}` };
  if (!(await mayInstall(redis.shown))) {
    return { ...missing, fix: `Install it: shopctl setup --yes, which runs ${redis.shown}` };
  }
  say(`Installing Redis: ${redis.shown}`);
  if (redis.startsService) say('Only the program: its service is neither started nor enabled.');
  await installRedis(redis, env);
  return checkRedisProgram(env);
}

import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import path from 'node:path';
import { EnvironmentError } from '../../../core/errors.ts';
import { findOnPath } from '../../../core/find-on-path.ts';
import { type RunningStore, type StoreSettings, startStore } from './running-store.ts';

/** Programs that speak Redis's protocol, in the order they are looked for. */
export const REDIS_PROGRAMS = ['redis-server', 'valkey-server'] as const;

/** Answers the URL a Redis of ours has. */
export function redisUrl({ port, password }: Pick<StoreSettings, 'port' | 'password'>): string {
  return `redis://:${password}@127.0.0.1:${port}`;
}

/**
 * Starts a Redis of our own on loopback: nothing is kept on disk, and it ends with this process.
 * @throws EnvironmentError when no Redis is installed, or it does not come up
 */
export async function startRedis(settings: StoreSettings): Promise<RunningStore> {
  const { directory, port, password } = settings;
  const command = redisProgram(settings.env['PATH']);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const configFile = path.join(directory, 'redis.conf');
  await writeFile(configFile, redisConfig(settings), { mode: 0o600 });
  await chmod(configFile, 0o600);
  return startStore(settings, {
    title: 'Redis',
    url: redisUrl(settings),
    // Killed, not asked: it keeps nothing, and a busy script would let it ignore the question.
    program: { command, args: [configFile], endSignal: 'KILL', cwd: directory },
    isUp: () => answersPing(port, password),
  });
}

/**
 * Answers the path of the Redis or Valkey program.
 * @throws EnvironmentError when there is none
 */
export function redisProgram(searchPath: string | undefined): string {
  const found = REDIS_PROGRAMS.map((name) => findOnPath(name, searchPath)).find((file) => file !== undefined);
  if (found === undefined) {
    throw new EnvironmentError(`no Redis on this machine (looked for ${REDIS_PROGRAMS.join(' and ')})`, {
      code: 'SHOPCTL_REDIS_MISSING',
      hint: 'Run `shopctl setup`, or give one by --redis-url.',
    });
  }
  return found;
}

function redisConfig({ directory, port, password }: StoreSettings): string {
  return [
    'bind 127.0.0.1',
    `port ${port}`,
    `requirepass ${password}`,
    `dir "${directory}"`,
    'save ""',
    'appendonly no',
    'daemonize no',
    // Carts and queued work must never be evicted silently: refuse writes instead.
    'maxmemory 256mb',
    'maxmemory-policy noeviction',
    '',
  ].join('\n');
}

/** Answers whether a Redis with this password answers on a loopback port, within half a second. */
function answersPing(port: number, password: string): Promise<boolean> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect({ port, host: '127.0.0.1' }, () => socket.write(`AUTH ${password}\r\nPING\r\n`));
    const finish = (isUp: boolean) => {
      socket.destroy();
      resolve(isUp);
    };
    socket.setTimeout(500, () => finish(false));
    socket.on('error', () => finish(false)).on('close', () => finish(false));
    socket.on('data', (chunk) => {
      answer += chunk;
      if (answer.startsWith('-')) finish(false);
      if (answer.includes('+PONG')) finish(true);
    });
  });
}

import { execFile } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { ShopctlError } from '../../../core/errors.ts';
import type { Environment } from '../environment.ts';
import { checkPorts, neededPorts } from '../preflight.ts';
import { preparePostgresHome } from '../stores/postgres-home.ts';
import { redisProgram } from '../stores/redis-server.ts';
import type { SetupCheck } from './setup-check.ts';

const run = promisify(execFile);

/** Lowest Node the tool runs on, as package.json's `engines` says. */
const LOWEST_NODE = [22, 19] as const;
/** A shop under load holds some hundred connections in each process. */
const LOWEST_FILE_LIMIT = 1024;

/** Answers what this machine has of what the tool needs, in the order in which it is worth fixing. */
export async function checkMachine(env: Environment, portBase: number): Promise<readonly SetupCheck[]> {
  return Promise.all([
    checkNode(),
    checkRedisProgram(env),
    checkPostgresPrograms(env),
    checkBlock(portBase),
    checkFiles(),
  ]);
}

async function checkNode(): Promise<SetupCheck> {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const isEnough = major > LOWEST_NODE[0] || (major === LOWEST_NODE[0] && minor >= LOWEST_NODE[1]);
  const text = `Node ${process.versions.node}`;
  if (isEnough) return { name: 'node', state: 'ok', text };
  const fix = `Install Node ${LOWEST_NODE.join('.')} or newer: https://nodejs.org`;
  return { name: 'node', state: 'missing', text: `${text} is too old`, fix };
}

/** Answers whether there is a Redis or Valkey that runs. */
export async function checkRedisProgram(env: Environment): Promise<SetupCheck> {
  return attempt('redis', async () => {
    const program = redisProgram(env['PATH']);
    const { stdout } = await run(program, ['--version']);
    const version = /v=(\S+)/.exec(stdout)?.[1] ?? 'of an unknown version';
    return `${path.basename(program).replace('-server', '')} ${version} (${program})`;
  });
}

/** Run for its version: that shows whether its libraries fit this system, under the account it will have. */
async function checkPostgresPrograms(env: Environment): Promise<SetupCheck> {
  return attempt('postgres', async () => {
    const { programs, user } = await preparePostgresHome(os.tmpdir(), env);
    const { stdout } = await run(path.join(programs, 'postgres'), ['--version'], {
      cwd: '/',
      env: {},
      ...user,
    });
    return `${stdout.trim()}${user === undefined ? '' : `, run as user id ${user.uid}`} (${programs})`;
  });
}

async function checkBlock(portBase: number): Promise<SetupCheck> {
  const request = { size: 'core', portBase, host: '127.0.0.1' } as const;
  const ports = neededPorts(request).map(({ port }) => port);
  const text = `ports ${Math.min(...ports)} to ${Math.max(...ports)} are free`;
  const checked = await attempt('ports', async () => {
    await checkPorts(request);
    return text;
  });
  // Another block will do: a busy port stops nobody from using the tool.
  return checked.state === 'ok' ? checked : { ...checked, state: 'warning' };
}

async function checkFiles(): Promise<SetupCheck> {
  const { stdout } = await run('/bin/sh', ['-c', 'ulimit -n']);
  const limit = stdout.trim() === 'unlimited' ? Number.POSITIVE_INFINITY : Number(stdout);
  const text = `${stdout.trim()} open files a process`;
  if (limit >= LOWEST_FILE_LIMIT) return { name: 'files', state: 'ok', text };
  return {
    name: 'files',
    state: 'warning',
    text,
    fix: `Raise it in this shell: ulimit -n ${LOWEST_FILE_LIMIT}`,
  };
}

async function attempt(name: SetupCheck['name'], look: () => Promise<string>): Promise<SetupCheck> {
  try {
    return { name, state: 'ok', text: await look() };
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    const fix = error instanceof ShopctlError ? error.hint : undefined;
    return { name, state: 'missing', text, ...(fix !== undefined && { fix }) };
  }
}

import { execFile } from 'node:child_process';
import { chown, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { EnvironmentError } from '../../../core/errors.ts';
import { type PostgresHome, postgresDataDirectory, preparePostgresHome } from './postgres-home.ts';
import { lastLine, type RunningStore, type StoreSettings, startStore } from './running-store.ts';

const USER = 'shop';

/** What differs from Postgres's defaults: small, loopback only, and quick rather than safe from a power cut. */
const SERVER_SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  shared_buffers: '24MB',
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_logical_replication_workers: '0',
  // Three worker processes that read ahead are of no use to a few megabytes.
  io_method: 'sync',
  jit: 'off',
} as const;

/** Answers the URL a Postgres of ours has. */
export function postgresUrl({ port, password }: Pick<StoreSettings, 'port' | 'password'>): string {
  return `postgres://${USER}:${password}@127.0.0.1:${port}/postgres`;
}

/**
 * Starts a Postgres of our own on loopback, initialised when its folder is new; it ends with this process.
 * @throws EnvironmentError when the binaries are not installed, or it does not come up
 */
export async function startPostgres(settings: StoreSettings): Promise<RunningStore> {
  const home = await preparePostgresHome(settings.directory, settings.env);
  await mkdir(settings.directory, { recursive: true, mode: 0o700 });
  if ((await stat(home.data).catch(() => undefined)) === undefined) await initialise(home, settings.password);
  const configured = Object.entries(SERVER_SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return startStore(settings, {
    title: 'Postgres',
    url: postgresUrl(settings),
    program: {
      command: path.join(home.programs, 'postgres'),
      args: ['-D', home.data, '-p', String(settings.port), ...configured],
      // Ends it at once, open connections or not; what that loses, nobody keeps.
      endSignal: 'QUIT',
      cwd: home.data,
      ...(home.user && { user: home.user }),
    },
    isUp: (pid) => saysReady(home.data, pid),
  });
}

/** Removes what a Postgres of ours, which no longer runs, kept on disk; safe when there is nothing. */
export async function removePostgresData(directory: string): Promise<void> {
  const data = postgresDataDirectory(directory);
  for (const file of [data, draftOf(data), passwordFileOf(data)]) {
    await rm(file, { recursive: true, force: true });
  }
}

/** Initialised beside and renamed: a folder with the final name is always a whole one. */
async function initialise({ programs, data, user }: PostgresHome, password: string): Promise<void> {
  const draft = draftOf(data);
  const passwordFile = passwordFileOf(data);
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { mode: 0o700 });
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (user !== undefined) {
    await chown(draft, user.uid, user.gid);
    await chown(passwordFile, user.uid, user.gid);
  }
  const access = [`--username=${USER}`, '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
  const locale = ['--no-locale', '--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const args = ['-D', draft, '--no-sync', '--no-instructions', ...access, ...locale];
  try {
    await promisify(execFile)(path.join(programs, 'initdb'), args, { cwd: '/', env: { TZ: 'UTC' }, ...user });
    await rename(draft, data);
  } catch (cause) {
    const { stderr } = cause as { readonly stderr?: string };
    throw new EnvironmentError(`Postgres's initdb failed: ${lastLine(stderr ?? String(cause))}`, { cause });
  } finally {
    await rm(passwordFile, { force: true });
  }
}

/** The file's eighth line is how the server itself tells its starter (`pg_ctl`) that it takes connections. */
async function saysReady(data: string, pid: number): Promise<boolean> {
  const text = await readFile(path.join(data, 'postmaster.pid'), 'utf8').catch(() => '');
  const lines = text.split('\n').map((line) => line.trim());
  return lines[0] === String(pid) && lines[7] === 'ready';
}

function draftOf(data: string): string {
  return `${data}.new`;
}

function passwordFileOf(data: string): string {
  return `${data}.password`;
}

import { mkdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { createDatabase, DATABASE_OWNER, draftOf } from './blank-database.ts';
import { postgresDataDirectory, preparePostgresHome } from './postgres-home.ts';
import { type RunningStore, type StoreSettings, startStore } from './running-store.ts';

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
  return `postgres://${DATABASE_OWNER}:${password}@127.0.0.1:${port}/postgres`;
}

/**
 * Starts a Postgres of our own on loopback, initialised when its folder is new; it ends with this process.
 * @throws EnvironmentError when the binaries are not installed, or it does not come up
 */
export async function startPostgres(settings: StoreSettings): Promise<RunningStore> {
  const home = await preparePostgresHome(settings.directory, settings.env);
  await mkdir(settings.directory, { recursive: true, mode: 0o700 });
  if ((await stat(home.data).catch(() => undefined)) === undefined)
    await createDatabase(home, settings.password);
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
  for (const file of [data, draftOf(data)]) await rm(file, { recursive: true, force: true });
}

/** The file's eighth line is how the server itself tells its starter (`pg_ctl`) that it takes connections. */
async function saysReady(data: string, pid: number): Promise<boolean> {
  const text = await readFile(path.join(data, 'postmaster.pid'), 'utf8').catch(() => '');
  const lines = text.split('\n').map((line) => line.trim());
  return lines[0] === String(pid) && lines[7] === 'ready';
}

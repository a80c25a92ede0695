import { execFile, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chown, mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { EnvironmentError } from '../../../core/errors.ts';
import type { PostgresHome, SystemUser } from './postgres-home.ts';
import { lastLine } from './running-store.ts';

/** Postgres's own account of the database's owner. */
export const DATABASE_OWNER = 'shop';

const INITDB = [
  ...['--no-sync', '--no-instructions', '--wal-segsize=4', `--username=${DATABASE_OWNER}`],
  ...['--auth=scram-sha-256', '--no-locale', '--encoding=UTF8'],
  ...['--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
];

/**
 * Databases that new ones would be copied from. Without them a copy of the folder makes 370 files instead of 970,
 * which takes a second where a file system takes its time with each (ext4 while it remembers what was removed).
 */
const WITHOUT_TEMPLATES = [
  'UPDATE pg_database SET datistemplate = false',
  'DROP DATABASE template1',
  'DROP DATABASE template0',
];

/**
 * Makes the data folder of a new database with this password. `initdb` runs once for each version of Postgres, a
 * second of CPU; every folder after the first is a copy of what it left.
 * @throws EnvironmentError with Postgres's words when it cannot be made
 */
export async function createDatabase(home: PostgresHome, password: string): Promise<void> {
  const blank = blankFolder(home);
  if (!(await exists(blank))) await initialise(blank, home);
  const draft = draftOf(home.data);
  await rm(draft, { recursive: true, force: true });
  await makeFolder(draft, home.user);
  try {
    await promisify(execFile)('cp', ['-R', '-p', `${blank}/.`, draft], { cwd: '/', ...home.user });
  } catch (cause) {
    throw failure('the copy of a blank database', cause);
  }
  const literal = `'${password.replaceAll("'", "''")}'`;
  await runAlone(home, draft, [`ALTER USER ${DATABASE_OWNER} PASSWORD ${literal}`]);
  await rename(draft, home.data);
}

/** Answers the folder beside the data folder that an interrupted start may have left. */
export function draftOf(data: string): string {
  return `${data}.new`;
}

/** By the version, which the programs' folder has in its name, and by how it was made. */
function blankFolder({ programs }: PostgresHome): string {
  const recipe = createHash('sha256')
    .update([...INITDB, ...WITHOUT_TEMPLATES].join(' '))
    .digest('hex')
    .slice(0, 8);
  return `${path.dirname(programs)}-blank-${recipe}`;
}

/** Made beside and renamed: a folder with the final name is always a whole one, whoever else makes it too. */
async function initialise(blank: string, home: PostgresHome): Promise<void> {
  const { programs, user } = home;
  const draft = `${blank}.${randomBytes(4).toString('hex')}`;
  const passwordFile = `${draft}.password`;
  try {
    await makeFolder(draft, user);
    // Nobody knows it, and each copy gets another.
    await writeFile(passwordFile, randomBytes(24).toString('hex'), { mode: 0o600 });
    if (user !== undefined) await chown(passwordFile, user.uid, user.gid);
    const args = ['-D', draft, `--pwfile=${passwordFile}`, ...INITDB];
    await promisify(execFile)(path.join(programs, 'initdb'), args, { cwd: '/', env: { TZ: 'UTC' }, ...user });
    await runAlone(home, draft, WITHOUT_TEMPLATES);
    await rename(draft, blank).catch(async (error) => {
      if (!(await exists(blank))) throw error;
    });
  } catch (cause) {
    throw failure("Postgres's initdb", cause);
  } finally {
    await rm(passwordFile, { force: true });
    await rm(draft, { recursive: true, force: true });
  }
}

/** By a server in single-user mode, which asks nobody for a password; over its input, where no process list shows one. */
async function runAlone(
  { programs, user }: PostgresHome,
  data: string,
  statements: readonly string[],
): Promise<void> {
  const args = ['--single', '-D', data, '-c', 'fsync=off', '-c', 'log_min_messages=fatal', 'postgres'];
  const server = spawn(path.join(programs, 'postgres'), args, {
    cwd: '/',
    env: { TZ: 'UTC' },
    stdio: ['pipe', 'ignore', 'pipe'],
    ...user,
  });
  let said = '';
  server.stderr.on('data', (chunk) => {
    said += chunk;
  });
  server.stdin.on('error', () => {}); // one that has ended already says why
  server.stdin.end(`${statements.join('\n')}\n`);
  const [code] = await once(server, 'close');
  if (code !== 0 || said.includes('ERROR')) throw failure('preparing the database', { stderr: said });
}

async function makeFolder(folder: string, user: SystemUser | undefined): Promise<void> {
  await mkdir(folder, { mode: 0o700 });
  if (user !== undefined) await chown(folder, user.uid, user.gid);
}

function failure(work: string, cause: unknown): EnvironmentError {
  const { stderr } = cause as { readonly stderr?: string };
  return new EnvironmentError(`${work} failed: ${lastLine(stderr ?? String(cause))}`, { cause });
}

async function exists(file: string): Promise<boolean> {
  return (await stat(file).catch(() => undefined)) !== undefined;
}

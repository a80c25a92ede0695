import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { FLAG_FILE_NAME } from '../../../target-shop/contract/flags.ts';
import { type Environment, runtimeDirectory } from './environment.ts';
import { pathDigest } from './path-digest.ts';
import { makePrivateFolder } from './private-folder.ts';
import type { ProcessIdentity } from './process-table.ts';

/** Written again, and held to the contract's by its type: that module would bring zod, 18 MB, into every load. */
const FLAG_FILE: typeof FLAG_FILE_NAME = 'shop.flagd.json';

/** Where a shop keeps its files: one folder in the directory it is run from, and a socket. */
export interface ShopDirectory {
  readonly root: string;
  /** The {@link import('./deployment.ts').Deployment}. */
  readonly deployment: string;
  /** The {@link ShopProcesses}. */
  readonly processes: string;
  readonly token: string;
  /** Watched by the services. */
  readonly flags: string;
  readonly logs: string;
  readonly stores: string;
  /** Telemetry outside of runs, in turn. */
  readonly telemetry: readonly [string, string];
  readonly socket: string;
}

/** Which processes are a shop; enough to end those that its supervisor left behind. */
export interface ShopProcesses {
  readonly supervisor: ProcessIdentity;
  readonly parts: readonly { readonly name: string; readonly process: ProcessIdentity }[];
}

/** Answers where the shop of a working directory keeps its files. */
export function shopDirectory(workingDirectory: string, env: Environment): ShopDirectory {
  const root = path.join(path.resolve(workingDirectory), '.shopctl');
  // Hashed, because the system cuts socket paths at about a hundred characters.
  const name = pathDigest(root);
  return {
    root,
    deployment: path.join(root, 'deployment.json'),
    processes: path.join(root, 'state.json'),
    token: path.join(root, 'token'),
    flags: path.join(root, 'flags'),
    logs: path.join(root, 'logs'),
    stores: path.join(root, 'stores'),
    telemetry: [path.join(root, 'telemetry.db'), path.join(root, 'telemetry-2.db')],
    socket: path.join(runtimeDirectory(env), `${name}.sock`),
  };
}

/** Makes the folders; only this user can enter them. */
export async function makeShopDirectory(directory: ShopDirectory): Promise<void> {
  await makePrivateFolder(path.dirname(directory.socket));
  for (const folder of [directory.root, directory.flags, directory.logs, directory.stores]) {
    await makePrivateFolder(folder);
  }
}

/** Writes a file that only this user can read; whole or not at all, whoever reads meanwhile. */
export async function writePrivateFile(file: string, text: string): Promise<void> {
  const draft = `${file}.new`;
  await rm(draft, { force: true });
  await writeFile(draft, text, { mode: 0o600 });
  await rename(draft, file);
}

/**
 * Reads a JSON file of ours.
 * @returns `undefined` when there is none, or it cannot be understood
 */
export async function readPrivateJson<Content>(file: string): Promise<Content | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Content; // only this user's shopctl writes it
  } catch {
    return undefined;
  }
}

/** Answers the log of a part. */
export function logFileOf(directory: ShopDirectory, name: string): string {
  return path.join(directory.logs, `${name}.log`);
}

/** Answers the flag file that the services watch. */
export function flagFileOf(directory: ShopDirectory): string {
  return path.join(directory.flags, FLAG_FILE);
}

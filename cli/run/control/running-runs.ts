import { existsSync, readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { didYouMean } from '../../core/closest-name.ts';
import { EnvironmentError, UsageError } from '../../core/errors.ts';
import { pathDigest } from '../../platform/local/path-digest.ts';
import { readPrivateJson, writePrivateFile } from '../../platform/local/shop-directory.ts';
import { RUNS_DIRECTORY, runFolder } from '../run-folder.ts';
import type { LoadStatus } from './load-status.ts';
import type { RunControl } from './run-control.ts';
import { callRunSocket, type RunCall, serveRunControl } from './run-socket.ts';

/** `control.json` in the folder of a run that plays: how it is reached. */
interface ControlFile {
  readonly socket: string;
}

const NAME = 'control.json';

/**
 * Lets `shopctl load pause` and its sisters reach a run, by a file in its folder that names a socket elsewhere:
 * the system cuts socket paths at about a hundred characters.
 * @param runtimeDirectory where sockets of this user stand
 * @returns ends it
 */
export async function openToCalls(
  control: RunControl,
  { directory, runtimeDirectory }: { readonly directory: string; readonly runtimeDirectory: string },
): Promise<() => Promise<void>> {
  const name = pathDigest(directory);
  const socket = path.join(runtimeDirectory, `run-${name}.sock`);
  const file = path.join(directory, NAME);
  const close = await serveRunControl(socket, control);
  await writePrivateFile(file, JSON.stringify({ socket } satisfies ControlFile));
  return async () => {
    await rm(file, { force: true });
    await close();
  };
}

/**
 * Asks a run that plays, by its id or the newest one.
 * @throws EnvironmentError when none plays or that one does not, UsageError that names the run probably meant
 */
export async function callRun(
  workingDirectory: string,
  id: string | undefined,
  call: RunCall,
): Promise<LoadStatus> {
  const ids = runIds(workingDirectory);
  if (id !== undefined && !ids.includes(id)) {
    const hint = ids.length === 0 ? 'There is none yet.' : didYouMean(id, ids);
    throw new UsageError(`there is no run "${id}" in ${RUNS_DIRECTORY}`, { hint });
  }
  for (const each of id === undefined ? ids : [id]) {
    const { directory } = runFolder(workingDirectory, each);
    const file = await readPrivateJson<ControlFile>(path.join(directory, NAME));
    const status = file && (await callRunSocket(file.socket, call));
    if (status !== undefined) return status;
  }
  throw new EnvironmentError(id === undefined ? 'no load plays here' : `run ${id} does not play`, {
    code: 'SHOPCTL_NOTHING_PLAYS',
    hint: `Start one with shopctl load; it is looked for in ${RUNS_DIRECTORY} of the working directory.`,
  });
}

/** Newest first: an id begins with its time. */
function runIds(workingDirectory: string): readonly string[] {
  const runs = path.join(workingDirectory, RUNS_DIRECTORY);
  return existsSync(runs) ? readdirSync(runs).sort().reverse() : [];
}

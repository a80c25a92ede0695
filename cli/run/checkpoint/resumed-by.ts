import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { UsageError } from '../../core/errors.ts';
import { RUNS_DIRECTORY, type RunFolder, runFolder } from '../run-folder.ts';

/** Answers the run that goes on with one; `undefined` when none does, or nothing is left of it. */
export function resumedBy({ directory, resumedByFile }: RunFolder): string | undefined {
  if (!existsSync(resumedByFile)) return undefined;
  const id = readFileSync(resumedByFile, 'utf8').trim();
  const next = path.join(directory, '..', id);
  const isThere = ['checkpoint.json', 'record.json'].some((file) => existsSync(path.join(next, file)));
  return isThere ? id : undefined;
}

/**
 * Notes that a run goes on with an earlier one, so that no iteration of its is played twice.
 * @returns takes the note back, for a run that could not begin
 * @throws UsageError when another one goes on with it
 */
export function noteResumed(workingDirectory: string, earlierId: string, id: string): () => void {
  const folder = runFolder(workingDirectory, earlierId);
  if (resumedBy(folder) === undefined) rmSync(folder.resumedByFile, { force: true });
  try {
    writeFileSync(folder.resumedByFile, `${id}\n`, { flag: 'wx' });
  } catch (cause) {
    throw new UsageError(`run ${earlierId} cannot be gone on with twice: see ${folder.resumedByFile}`, {
      hint: `It is in ${RUNS_DIRECTORY}; the run it names has the rest.`,
      cause,
    });
  }
  return () => rmSync(folder.resumedByFile, { force: true });
}

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { didYouMean } from '../core/closest-name.ts';
import { EnvironmentError, UsageError } from '../core/errors.ts';
import { parseRunRecord } from '../report/json/parse-run-record.ts';
import { readCheckpoint } from './checkpoint/read-checkpoint.ts';
import { recordOfCheckpoint } from './checkpoint/record-of-checkpoint.ts';
import { RUNS_DIRECTORY, type RunFolder, runFolder } from './run-folder.ts';
import type { RunRecord } from './run-record.ts';

/** A run that is over or was cut off, as its folder tells it. */
export interface PastRun {
  readonly record: RunRecord;
  readonly telemetryFile: string;
}

/**
 * Answers a past run, by its id or the newest.
 * @throws EnvironmentError when there is none yet, UsageError that names the run probably meant
 */
export function readPastRun(workingDirectory: string, id?: string): PastRun {
  const ids = recordedRuns(workingDirectory);
  const wanted = id ?? ids.at(-1);
  if (wanted === undefined) {
    throw new EnvironmentError(`there is no recorded run in ${RUNS_DIRECTORY}`, {
      hint: 'Play one first: shopctl demo.',
    });
  }
  if (!ids.includes(wanted)) {
    const hint = ids.length === 0 ? 'There is none yet: shopctl demo plays one.' : didYouMean(wanted, ids);
    throw new UsageError(`there is no recorded run "${wanted}" in ${RUNS_DIRECTORY}`, { hint });
  }
  const folder = runFolder(workingDirectory, wanted);
  return { record: recordIn(folder), telemetryFile: folder.telemetryFile };
}

/**
 * Answers the record in a run's folder; that of a run that was cut off is made of its last checkpoint.
 * @throws EnvironmentError when the run still plays, UsageError when its files are not what they must be
 */
export function recordIn(folder: RunFolder): RunRecord {
  const { id, recordFile } = folder;
  const saved = existsSync(recordFile) ? undefined : readCheckpoint(folder);
  if (saved === undefined) return parseRunRecord(readFileSync(recordFile, 'utf8'), recordFile);
  if (!saved.isPlaying) return recordOfCheckpoint(saved);
  throw new EnvironmentError(`run ${id} still plays`, {
    code: 'SHOPCTL_STILL_PLAYS',
    hint: 'shopctl load status shows where it stands; its record is there when it ends.',
  });
}

/** Ids of the runs that have a record or a checkpoint, oldest first: an id begins with its time. */
function recordedRuns(workingDirectory: string): readonly string[] {
  const runs = path.join(workingDirectory, RUNS_DIRECTORY);
  if (!existsSync(runs)) return [];
  return readdirSync(runs)
    .filter((id) => {
      const { recordFile, checkpointFile } = runFolder(workingDirectory, id);
      return existsSync(recordFile) || existsSync(checkpointFile);
    })
    .sort();
}

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { didYouMean } from '../core/closest-name.ts';
import { EnvironmentError, UsageError } from '../core/errors.ts';
import { parseRunRecord } from '../report/json/parse-run-record.ts';
import { RUNS_DIRECTORY, runFolder } from './run-folder.ts';
import type { RunRecord } from './run-record.ts';

/** A run that is over, as its folder tells it. */
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
  const { recordFile, telemetryFile } = runFolder(workingDirectory, wanted);
  return { record: parseRunRecord(readFileSync(recordFile, 'utf8'), recordFile), telemetryFile };
}

/** Ids of the runs that have a record, oldest first: an id begins with its time. */
function recordedRuns(workingDirectory: string): readonly string[] {
  const runs = path.join(workingDirectory, RUNS_DIRECTORY);
  if (!existsSync(runs)) return [];
  return readdirSync(runs)
    .filter((id) => existsSync(runFolder(workingDirectory, id).recordFile))
    .sort();
}

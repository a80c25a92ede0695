import { mkdirSync } from 'node:fs';
import path from 'node:path';

/** Where a run keeps everything about itself; absolute paths. */
export interface RunFolder {
  readonly id: string;
  readonly directory: string;
  readonly telemetryFile: string;
  readonly journalFile: string;
  readonly recordFile: string;
  /** What was counted up to a second ago, of a load that plays or was cut off. */
  readonly checkpointFile: string;
  /** Its seconds, a row each. */
  readonly secondsFile: string;
  /** Marks of the iterations that were started. */
  readonly marksDirectory: string;
  /** Names the run that goes on with this one. */
  readonly resumedByFile: string;
}

/** The folder of all runs, under the working directory. */
export const RUNS_DIRECTORY = path.join('reports', 'runs');

/**
 * Makes the folder of a new run: its id tells when it was and what.
 * @example makeRunFolder('.', 'blackfriday', Date.UTC(2026, 10, 27, 9)).id // '20261127-090000-blackfriday'
 */
export function makeRunFolder(workingDirectory: string, name: string, nowMs: number): RunFolder {
  const stamp = new Date(nowMs).toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
  const runs = path.join(workingDirectory, RUNS_DIRECTORY);
  mkdirSync(runs, { recursive: true });
  for (let copy = 1; ; copy += 1) {
    const id = copy === 1 ? `${stamp}-${name}` : `${stamp}-${name}-${copy}`;
    try {
      mkdirSync(path.join(runs, id));
      return runFolder(workingDirectory, id);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/** Answers the places of a run's files, whether they exist or not. */
export function runFolder(workingDirectory: string, id: string): RunFolder {
  return filesIn(path.resolve(workingDirectory, RUNS_DIRECTORY, id));
}

/** Answers the same for a run's folder wherever it is. @param directory an absolute path */
export function filesIn(directory: string): RunFolder {
  return {
    id: path.basename(directory),
    directory,
    telemetryFile: path.join(directory, 'telemetry.db'),
    journalFile: path.join(directory, 'journal.jsonl'),
    recordFile: path.join(directory, 'record.json'),
    checkpointFile: path.join(directory, 'checkpoint.json'),
    secondsFile: path.join(directory, 'seconds.jsonl'),
    marksDirectory: path.join(directory, 'started'),
    resumedByFile: path.join(directory, 'resumed-by.txt'),
  };
}

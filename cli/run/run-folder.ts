import { mkdirSync } from 'node:fs';
import path from 'node:path';

/** Where a run keeps everything about itself; absolute paths. */
export interface RunFolder {
  readonly id: string;
  readonly directory: string;
  readonly telemetryFile: string;
  readonly journalFile: string;
  readonly recordFile: string;
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
  const directory = path.resolve(workingDirectory, RUNS_DIRECTORY, id);
  return {
    id,
    directory,
    telemetryFile: path.join(directory, 'telemetry.db'),
    journalFile: path.join(directory, 'journal.jsonl'),
    recordFile: path.join(directory, 'record.json'),
  };
}

import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { ExitCode, ShopctlError, UsageError } from '../core/errors.ts';
import { type ComparedRun, compareLoads } from '../load/compare/compare-loads.ts';
import type { Comparison } from '../load/comparison.ts';
import { parseRunRecord } from '../report/json/parse-run-record.ts';
import { readPastRun, recordIn } from './past-run.ts';
import { filesIn } from './run-folder.ts';
import type { RunRecord } from './run-record.ts';

/** Of 300 pairs of runs of the same thing, two crossed such intervals by chance. */
const CONFIDENCE = 0.998;

/** A run that a later one must not be worse than. */
export interface Baseline {
  readonly record: RunRecord;
  /** Changes smaller than this do not count, 0..1. */
  readonly tolerance: number;
}

/** The exit code of each outcome. */
export const COMPARISON_EXIT: Readonly<Record<Comparison['outcome'], ExitCode>> = {
  regressed: ExitCode.expectationsNotMet,
  improved: ExitCode.ok,
  noise: ExitCode.ok,
  inconclusive: ExitCode.inconclusive,
};

/**
 * Answers a recorded run, by the id it has in `reports/runs`, its folder, or its `record.json` wherever that is.
 * @throws UsageError when there is no such run, or its record has no latencies to compare
 */
export function readComparedRun(workingDirectory: string, idOrFile: string): RunRecord {
  const record = readRun(workingDirectory, idOrFile);
  if (record.load.loads.some(({ latencies }) => latencies !== undefined)) return record;
  throw new UsageError(`the record of "${idOrFile}" has no latencies to compare`, {
    hint: 'It was written by an older shopctl or by another engine: play the load again.',
  });
}

/** Answers what changed from one run to another. @param tolerance 0..1 */
export function compareRuns(before: ComparedRun, after: ComparedRun, tolerance: number): Comparison {
  return compareLoads(before, after, { tolerance, confidence: CONFIDENCE, seed: 1 });
}

function readRun(workingDirectory: string, idOrFile: string): RunRecord {
  const given = path.resolve(workingDirectory, idOrFile);
  const stat = statSync(given, { throwIfNoEntry: false });
  if (stat === undefined) return readPastRun(workingDirectory, idOrFile).record;
  const file = stat.isDirectory() ? path.join(given, 'record.json') : given;
  try {
    if (stat.isDirectory()) return recordIn(filesIn(given));
    return parseRunRecord(readFileSync(file, 'utf8'), idOrFile);
  } catch (cause) {
    if (cause instanceof ShopctlError) throw cause;
    throw new UsageError(`cannot read ${file}: ${(cause as Error).message}`, { cause });
  }
}

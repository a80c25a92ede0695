import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { RunRecord } from '../run/run-record.ts';
import { toHtml } from './html/to-html.ts';
import { toJunit } from './junit/to-junit.ts';

/** Where a run's reports are. */
export interface ReportPaths {
  readonly record: string;
  readonly junit: string;
  readonly html: string;
}

/**
 * Writes a run's record and the reports made from it into its folder, which is made when it is missing.
 * Each file appears whole or not at all; the record first, because the others can be made from it again.
 */
export async function writeReports(record: RunRecord, directory: string): Promise<ReportPaths> {
  await mkdir(directory, { recursive: true });
  const paths = {
    record: path.join(directory, 'record.json'),
    junit: path.join(directory, 'junit.xml'),
    html: path.join(directory, 'report.html'),
  };
  await writeWhole(paths.record, `${JSON.stringify(record, undefined, 2)}\n`);
  await writeWhole(paths.junit, toJunit(record));
  await writeWhole(paths.html, toHtml(record));
  return paths;
}

/** Writes beside the file and renames: readers see the old file or the new one, never a part. */
async function writeWhole(file: string, text: string): Promise<void> {
  const beside = `${file}.part`;
  try {
    await writeFile(beside, text);
    await rename(beside, file);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { EnvironmentError } from '../core/errors.ts';
import type { RunRecord } from '../run/run-record.ts';
import { toJunit } from './junit/to-junit.ts';
import { toMarkdown } from './markdown/to-markdown.ts';

/** A report that is wanted somewhere besides the run's folder. */
interface ReportTarget {
  readonly kind: string;
  readonly file?: string;
}

const WRITERS: Readonly<Record<string, (record: RunRecord) => string>> = {
  junit: toJunit,
  markdown: toMarkdown,
};

/**
 * Writes the reports among some targets; the others took what they wanted while the load played.
 * @throws EnvironmentError naming the file that cannot be written; the record is safe in the run's folder
 */
export async function writeFurtherReports(
  record: RunRecord,
  targets: readonly ReportTarget[],
): Promise<void> {
  for (const { kind, file } of targets) {
    const write = WRITERS[kind];
    if (write === undefined || file === undefined) continue;
    try {
      await mkdir(path.dirname(path.resolve(file)), { recursive: true });
      await writeFile(file, write(record));
    } catch (cause) {
      throw new EnvironmentError(`cannot write ${file}: ${(cause as Error).message}`, {
        hint: `The run is recorded: reports/runs/${record.id} holds the same report.`,
        cause,
      });
    }
  }
}

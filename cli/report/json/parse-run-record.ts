import { UsageError } from '../../core/errors.ts';
import type { RunRecord } from '../../run/run-record.ts';
import { runRecordSchema } from './run-record-schema.ts';

/** More defects than this say nothing new: the file is something else. */
const MOST_DEFECTS = 5;

/**
 * Reads a past run from the text of its `record.json`.
 * @param source where the text came from, for the message
 * @throws UsageError naming each part that is not what a record says, at most five
 */
export function parseRunRecord(text: string, source = 'record.json'): RunRecord {
  const parsed = runRecordSchema.safeParse(parseJson(text, source));
  if (parsed.success) return parsed.data;
  const defects = parsed.error.issues
    .slice(0, MOST_DEFECTS)
    .map(({ path, message }) => `${path.map(String).join('.') || 'the document'}: ${message}`);
  throw new UsageError(`${source} is not a run record of this version\n${defects.join('\n')}`, {
    hint: 'Records are written by `shopctl load` and `shopctl chaos` as reports/runs/<id>/record.json.',
  });
}

function parseJson(text: string, source: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UsageError(`${source} is not JSON: ${(cause as Error).message}`, {
      hint: 'A run that was killed while writing leaves no record.json; play it again.',
      cause,
    });
  }
}

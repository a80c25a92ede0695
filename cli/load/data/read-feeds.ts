import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { UsageError } from '../../core/errors.ts';
import type { FeedPlan } from '../../plan/run-plan.ts';
import type { Feed } from './feeds.ts';

const require = createRequire(import.meta.url);

/** All of them in one file: a spreadsheet ends rows in one way, and lines within a cell in another. */
const LINE_ENDS = ['\r\n', '\n', '\r'];

/** Reads the data of a plan. @throws UsageError `file:line: what is wrong` */
export function readFeeds(plans: readonly FeedPlan[]): readonly Feed[] {
  return plans.map((plan) => ({ ...plan, rows: readRows(plan) }));
}

function readRows({ name, file }: FeedPlan): readonly unknown[] {
  const text = readText(name, file);
  const rows = /\.csv$/i.test(file) ? csvRows(file, text) : jsonRows(file, text);
  if (rows.length === 0) throw new UsageError(`${file} has no rows for --data ${name}`);
  for (const row of rows) Object.freeze(row);
  return rows;
}

function readText(name: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new UsageError(`--data ${name}: cannot read ${file}: ${(cause as Error).message}`, { cause });
  }
}

/** The first line names the columns. */
function csvRows(file: string, text: string): readonly unknown[] {
  const columns = (header: readonly string[]) => {
    const twice = header.find((one, place) => header.indexOf(one) !== place);
    if (twice !== undefined) throw new UsageError(`${file}:1: the column "${twice}" stands there twice`);
    return [...header];
  };
  // Loaded here: most loads have no such data.
  const { CsvError, parse } = require('csv-parse/sync') as typeof import('csv-parse/sync');
  try {
    return parse(text, { columns, bom: true, record_delimiter: LINE_ENDS, skip_empty_lines: true });
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    const line = typeof cause['lines'] === 'number' ? cause['lines'] : 1;
    throw new UsageError(`${file}:${line}: ${cause.message.replace(/ (on|at) line \d+.*$/s, '')}`, { cause });
  }
}

function jsonRows(file: string, text: string): readonly unknown[] {
  const rows = parseJson(file, text);
  if (Array.isArray(rows)) return rows;
  throw new UsageError(`${file}:1: this is not an array`, {
    hint: 'Write one row after another: [{ … }, { … }].',
  });
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const { message } = cause as SyntaxError;
    // Without a place where the text ends too early.
    const [, line = text.trimEnd().split('\n').length] = /\(line (\d+) column \d+\)/.exec(message) ?? [];
    throw new UsageError(`${file}:${line}: ${message}`, { cause });
  }
}

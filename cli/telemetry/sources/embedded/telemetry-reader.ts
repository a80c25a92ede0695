import { existsSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue, type SQLOutputValue } from 'node:sqlite';
import { EnvironmentError, UsageError } from '../../../core/errors.ts';
import { TELEMETRY_APPLICATION_ID, TELEMETRY_SCHEMA_VERSION } from '../../store/telemetry-schema.ts';

/** A part of a statement with the values of its question marks, in order. */
export interface Sql {
  readonly text: string;
  readonly values: readonly SQLInputValue[];
}

/** Reads one telemetry file, also while the receiver writes it. */
export interface TelemetryReader {
  rows(sql: Sql): readonly Row[];
  /**
   * Answers whole columns of numbers, one array for each name, all in the same order of rows. Far cheaper than rows
   * for long answers: SQLite hands each column over as one text.
   */
  columns<Name extends string>(names: readonly Name[], sql: Sql): Readonly<Record<Name, Column>>;
  /** Answers the hex ids of numbered traces, in the order asked. */
  traceIds(traces: readonly number[]): readonly string[];
  /** Answers the text behind a number of the dictionary. */
  text(id: number): string;
  close(): void;
}

/** Numbers of one column; `null` where SQL says so. */
export type Column = readonly (number | null)[];

/** One row of an answer; the accessors throw when a column is not of the kind asked for. */
export interface Row {
  number(column: string): number;
  text(column: string): string;
  isNull(column: string): boolean;
}

/** How many trace ids an answer carries at most. */
export const EXAMPLES = 5;

/**
 * Opens a telemetry file for reading.
 * @throws EnvironmentError when it does not exist or cannot be opened, UsageError when it is something else or of
 *   another version
 */
export function openTelemetryReader(file: string): TelemetryReader {
  const database = openReadOnly(file);
  const rows = ({ text, values }: Sql) =>
    database
      .prepare(text)
      .all(...values)
      .map(rowOf);
  const texts = new Map<number, string>();
  return {
    rows,
    columns(names, { text, values }) {
      const arrays = names.map((name) => `json_group_array(${name}) AS ${name}`).join(', ');
      const row = rowOf(database.prepare(`SELECT ${arrays} FROM (${text})`).get(...values) ?? {});
      const parsed = names.map((name) => [name, JSON.parse(row.text(name))]);
      return Object.fromEntries(parsed);
    },
    traceIds(traces) {
      const find = database.prepare('SELECT trace_id FROM traces WHERE id = ?');
      return traces.map((trace) => rowOf(find.get(trace) ?? {}).text('trace_id'));
    },
    text(id) {
      const known = texts.get(id);
      if (known !== undefined) return known;
      const found = rowOf(database.prepare('SELECT text FROM dictionary WHERE id = ?').get(id) ?? {});
      texts.set(id, found.text('text'));
      return found.text('text');
    },
    close() {
      if (database.isOpen) database.close();
    },
  };
}

function openReadOnly(file: string): DatabaseSync {
  if (!existsSync(file)) {
    throw new EnvironmentError(`there is no telemetry file ${file}`, {
      hint: 'A run writes it: shopctl load, shopctl chaos or shopctl demo.',
    });
  }
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { readOnly: true, timeout: 5000 });
    const owner = pragma(database, 'application_id');
    const version = pragma(database, 'user_version');
    if (owner !== TELEMETRY_APPLICATION_ID)
      throw new UsageError(`${file} is not a telemetry file of shopctl`);
    if (version !== TELEMETRY_SCHEMA_VERSION) {
      throw new UsageError(
        `${file} holds telemetry of version ${version}; this shopctl reads version ${TELEMETRY_SCHEMA_VERSION}`,
        { hint: 'Read it with the shopctl that wrote it, or record a new run.' },
      );
    }
    return database;
  } catch (cause) {
    database?.close();
    if (cause instanceof UsageError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    if (reason.includes('not a database')) {
      throw new UsageError(`${file} is not a telemetry file of shopctl`, { cause });
    }
    throw new EnvironmentError(`cannot read telemetry from ${file}: ${reason}`, { cause });
  }
}

function pragma(database: DatabaseSync, name: string): number {
  return rowOf(database.prepare(`PRAGMA ${name}`).get() ?? {}).number(name);
}

function rowOf(values: Readonly<Record<string, SQLOutputValue>>): Row {
  return {
    number(column) {
      const value = values[column];
      if (typeof value !== 'number') throw new TypeError(`${column} is not a number: ${value}`);
      return value;
    },
    text(column) {
      const value = values[column];
      if (typeof value !== 'string') throw new TypeError(`${column} is not text: ${value}`);
      return value;
    },
    isNull: (column) => values[column] === null,
  };
}

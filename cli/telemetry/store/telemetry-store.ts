import { DatabaseSync } from 'node:sqlite';
import { EnvironmentError, UsageError } from '../../core/errors.ts';
import { createSignalWriters, type SignalWriters } from './signal-writers.ts';
import { TELEMETRY_APPLICATION_ID, TELEMETRY_SCHEMA_VERSION, TELEMETRY_TABLES } from './telemetry-schema.ts';

/** Writes telemetry into one file. Readers may have the file open meanwhile; a second writer waits its turn. */
export interface TelemetryStore extends SignalWriters {
  readonly file: string;
  /** Commits everything the work inserts at once, or nothing when it throws; may be nested. */
  batch(work: () => void): void;
  /** Leaves one complete file, unless a reader still has it open. Safe to call twice. */
  close(): void;
}

/**
 * Opens a telemetry file for writing; creates it when it does not exist, else adds to it.
 * @throws UsageError when the file is something else, EnvironmentError when it cannot be opened
 * @example createTelemetryStore('run.db').insertTraces(decodeTraces(JSON.parse(body)))
 */
export function createTelemetryStore(file: string): TelemetryStore {
  const database = openDatabase(file);
  const writers = createSignalWriters(database);
  const batch = (work: () => void): void => {
    if (database.isTransaction) {
      work();
      return;
    }
    database.exec('BEGIN IMMEDIATE');
    try {
      work();
      database.exec('COMMIT');
    } catch (cause) {
      // A full disk may have ended the transaction already.
      if (database.isTransaction) database.exec('ROLLBACK');
      writers.forgetIds();
      throw cause;
    }
  };
  return {
    file,
    batch,
    insertTraces: (decoded) => batch(() => writers.insertTraces(decoded)),
    insertLogs: (decoded) => batch(() => writers.insertLogs(decoded)),
    insertMetrics: (decoded) => batch(() => writers.insertMetrics(decoded)),
    close() {
      if (database.isOpen) closeDatabase(database);
    },
  };
}

/** How long a lock of another process is waited for. */
const BUSY_TIMEOUT_MS = 5000;

function openDatabase(file: string): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS });
    const { application_id: owner } = { ...database.prepare('PRAGMA application_id').get() };
    const { user_version: version } = { ...database.prepare('PRAGMA user_version').get() };
    const { tables } = { ...database.prepare('SELECT count(*) AS tables FROM sqlite_schema').get() };
    if (tables === 0) createTables(database);
    else if (owner !== TELEMETRY_APPLICATION_ID || version !== TELEMETRY_SCHEMA_VERSION) {
      throw new UsageError(`${file} is not a telemetry file of this version of shopctl`, {
        hint: 'Name another file, or move this one away.',
      });
    }
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
    return database;
  } catch (cause) {
    database?.close();
    if (cause instanceof UsageError) throw cause;
    if (isNotADatabase(cause)) throw new UsageError(`${file} is not a telemetry file`, { cause });
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new EnvironmentError(`cannot write telemetry to ${file}: ${reason}`, { cause });
  }
}

function createTables(database: DatabaseSync): void {
  database.exec(`
    BEGIN IMMEDIATE;
    ${TELEMETRY_TABLES}
    PRAGMA application_id = ${TELEMETRY_APPLICATION_ID};
    PRAGMA user_version = ${TELEMETRY_SCHEMA_VERSION};
    COMMIT;
  `);
}

/** SQLITE_NOTADB (https://www.sqlite.org/rescode.html). */
function isNotADatabase(cause: unknown): boolean {
  return cause instanceof Error && 'errcode' in cause && cause.errcode === 26;
}

/**
 * Leaving write-ahead mode moves everything into the one file and removes its companions. It needs the file to
 * itself; with a reader there, the data is complete in the file all the same and the companions stay.
 */
function closeDatabase(database: DatabaseSync): void {
  try {
    database.exec('PRAGMA busy_timeout = 200; PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE');
  } catch (cause) {
    if (!isBusy(cause)) throw cause;
  } finally {
    database.close();
  }
}

/** SQLITE_BUSY, with or without its extension (https://www.sqlite.org/rescode.html). */
function isBusy(cause: unknown): boolean {
  return (
    cause instanceof Error &&
    'errcode' in cause &&
    typeof cause.errcode === 'number' &&
    (cause.errcode & 0xff) === 5
  );
}

import type { DatabaseSync } from 'node:sqlite';
import { createIdTables, type IdTables } from './id-tables.ts';
import {
  type Attributes,
  type DecodedLogs,
  type DecodedMetrics,
  type DecodedTraces,
  type LogRecord,
  type MetricPoint,
  SPAN_FLAG,
  SPAN_KIND,
  type SpanRecord,
} from './telemetry-records.ts';

/** Inserts decoded requests. */
export interface SignalWriters {
  /** Spans that are already there, by trace and span id, are left as they are. */
  insertTraces(decoded: Pick<DecodedTraces, 'spans'>): void;
  insertLogs(decoded: Pick<DecodedLogs, 'logs'>): void;
  /** Points that are already there, by series and time, are left as they are. */
  insertMetrics(decoded: Pick<DecodedMetrics, 'points'>): void;
}

/**
 * Prepares the statements that fill a telemetry file.
 * @returns writers that expect to run inside a transaction; after a rollback `forgetIds` must be called
 */
export function createSignalWriters(database: DatabaseSync): SignalWriters & { forgetIds(): void } {
  const ids = createIdTables(database);
  const writeSpan = spanWriter(database, ids);
  const writeLog = logWriter(database, ids);
  const writePoint = pointWriter(database, ids);
  return {
    insertTraces: ({ spans }) => spans.forEach(writeSpan),
    insertLogs: ({ logs }) => logs.forEach(writeLog),
    insertMetrics: ({ points }) => points.forEach(writePoint),
    forgetIds: ids.forget,
  };
}

function spanWriter(database: DatabaseSync, ids: IdTables): (span: SpanRecord) => void {
  const insertSpan = database.prepare(
    `INSERT OR IGNORE INTO spans (trace, span, parent, resource, service, name, kind, start_us, duration_us,
       status, flags, entry, traffic, db_system, has_statement, http_status, peer)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const insertAttributes = database.prepare('INSERT INTO span_attributes (span, attributes) VALUES (?, ?)');
  return (span) => {
    const { attributes } = span;
    const { changes, lastInsertRowid } = insertSpan.run(
      ids.trace(span.traceId),
      spanIdNumber(span.spanId),
      span.parentSpanId === undefined ? null : spanIdNumber(span.parentSpanId),
      ids.resource(span.resource),
      ids.text(span.resource.service),
      ids.text(span.name),
      span.kind,
      span.startUs,
      span.durationUs,
      span.status,
      span.flags,
      entryOf(span),
      textIdOf(ids, attributes, ['traffic.type']),
      textIdOf(ids, attributes, ['db.system.name', 'db.system']),
      textAt(attributes, ['db.query.text', 'db.statement']) === undefined ? 0 : 1,
      numberAt(attributes, ['http.response.status_code', 'http.status_code']),
      textIdOf(ids, attributes, ['service.peer.name', 'peer.service']),
    );
    if (changes === 1) insertAttributes.run(lastInsertRowid, JSON.stringify(attributes));
  };
}

function logWriter(database: DatabaseSync, ids: IdTables): (log: LogRecord) => void {
  const insert = database.prepare(
    `INSERT INTO logs (trace, span, at_us, resource, service, severity, event, body, attributes)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  return (log) => {
    insert.run(
      log.traceId === undefined ? null : ids.trace(log.traceId),
      log.spanId === undefined ? null : spanIdNumber(log.spanId),
      log.atUs,
      ids.resource(log.resource),
      ids.text(log.resource.service),
      log.severity,
      log.eventName === undefined ? null : ids.text(log.eventName),
      log.body,
      JSON.stringify(log.attributes),
    );
  };
}

function pointWriter(database: DatabaseSync, ids: IdTables): (point: MetricPoint) => void {
  const insert = database.prepare(
    `INSERT OR IGNORE INTO points (series, at_us, value, count, sum, min, max, bounds, buckets)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  return (point) => {
    const { bounds, buckets, count, sum, min, max } = point.distribution ?? {};
    insert.run(
      ids.series(point),
      point.atUs,
      point.value ?? null,
      count ?? null,
      sum ?? null,
      min ?? null,
      max ?? null,
      bounds === undefined ? null : ids.text(JSON.stringify(bounds)),
      buckets === undefined ? null : JSON.stringify(buckets),
    );
  };
}

/** SQLite's integers are signed: the upper half of all span ids is negative there. */
function spanIdNumber(hex: string): bigint {
  return BigInt.asIntN(64, BigInt(`0x${hex}`));
}

/** Whether a request entered a service by this span: 1, 0, or `null` when the sender did not set the flags. */
function entryOf({ kind, parentSpanId, flags }: SpanRecord): 0 | 1 | null {
  const isRoot = parentSpanId === undefined;
  if (kind === SPAN_KIND.CLIENT) return isRoot ? 1 : 0;
  if (kind !== SPAN_KIND.SERVER && kind !== SPAN_KIND.CONSUMER) return 0;
  if (isRoot) return 1;
  if ((flags & SPAN_FLAG.remoteKnown) === 0) return null;
  return (flags & SPAN_FLAG.parentIsRemote) === 0 ? 0 : 1;
}

function textIdOf(ids: IdTables, attributes: Attributes, keys: readonly string[]): number | null {
  const text = textAt(attributes, keys);
  return text === undefined ? null : ids.text(text);
}

/** Of several names for one thing, the current one comes first. */
function textAt(attributes: Attributes, keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const value = attributes[key];
    if (typeof value === 'string' && value !== '') return value;
  }
  return undefined;
}

function numberAt(attributes: Attributes, keys: readonly string[]): number | null {
  for (const key of keys) {
    const value = attributes[key];
    if (typeof value === 'number') return value;
  }
  return null;
}

import type { TimeWindow } from '../../../plan/run-timeline.ts';
import type { ServiceSeen, SpanGroup, SpanSelector, StatementsSeen } from '../../queries.ts';
import { SPAN_KIND, SPAN_STATUS } from '../../store/telemetry-records.ts';
import { spanCondition, windowCondition } from './span-condition.ts';
import { EXAMPLES, type Sql, type TelemetryReader } from './telemetry-reader.ts';

/** Answers who sent spans, most spans first. */
export function findServices(reader: TelemetryReader, window?: TimeWindow): readonly ServiceSeen[] {
  const during = windowCondition('s.start_us', window);
  const found = reader.rows({
    text: `SELECT s.service, count(*) AS spans FROM spans s WHERE ${during.text}
           GROUP BY s.service ORDER BY spans DESC, s.service`,
    values: during.values,
  });
  return found.map((row) => ({
    service: reader.text(row.number('service')),
    spans: row.number('spans'),
    traceIds: exampleTraces(reader, {
      text: `SELECT DISTINCT s.trace FROM spans s WHERE s.service = ? AND ${during.text} LIMIT ${EXAMPLES}`,
      values: [row.number('service'), ...during.values],
    }),
  }));
}

/** Answers how many spans a selector picks, how many failed, and how long each took. */
export function sumSpans(reader: TelemetryReader, select: SpanSelector): SpanGroup {
  const { text, values } = spanCondition(select);
  const spans = reader.columns(['trace', 'duration_us', 'status'], {
    text: `SELECT s.trace, s.duration_us, s.status FROM spans s WHERE ${text}`,
    values,
  });
  const failed = new Map<number, number>();
  const all = new Map<number, number>();
  spans.trace.forEach((trace, row) => {
    const durationUs = Number(spans.duration_us[row]);
    keepLongest(all, Number(trace), durationUs);
    if (spans.status[row] === SPAN_STATUS.error) keepLongest(failed, Number(trace), durationUs);
  });
  return {
    count: spans.trace.length,
    errors: spans.status.filter((code) => code === SPAN_STATUS.error).length,
    durationsMs: Float64Array.from(spans.duration_us, (durationUs) => Number(durationUs) / 1000).sort(),
    errorTraceIds: reader.traceIds(slowestFirst(failed)),
    slowestTraceIds: reader.traceIds(slowestFirst(all)),
  };
}

function keepLongest(durations: Map<number, number>, trace: number, durationUs: number): void {
  if ((durations.get(trace) ?? -1) < durationUs) durations.set(trace, durationUs);
}

function slowestFirst(durations: ReadonlyMap<number, number>): readonly number[] {
  const sorted = [...durations].sort(([, a], [, b]) => b - a);
  return sorted.slice(0, EXAMPLES).map(([trace]) => trace);
}

/** Answers for each store system how many of its spans say which statement they ran. */
export function countStatements(reader: TelemetryReader, window?: TimeWindow): readonly StatementsSeen[] {
  const during = windowCondition('s.start_us', window);
  const stores = `FROM spans s WHERE s.kind = ${SPAN_KIND.CLIENT} AND ${during.text} AND s.db_system`;
  const found = reader.rows({
    text: `SELECT s.db_system, count(*) AS spans, sum(s.has_statement) AS with_statement ${stores} IS NOT NULL
           GROUP BY s.db_system ORDER BY spans DESC, s.db_system`,
    values: during.values,
  });
  return found.map((row) => ({
    dbSystem: reader.text(row.number('db_system')),
    spans: row.number('spans'),
    withStatement: row.number('with_statement'),
    traceIds: exampleTraces(reader, {
      text: `SELECT s.trace ${stores} = ? GROUP BY s.trace ORDER BY min(s.has_statement) LIMIT ${EXAMPLES}`,
      values: [...during.values, row.number('db_system')],
    }),
  }));
}

/** Answers the ids of the traces a statement picks, in its order. */
export function exampleTraces(reader: TelemetryReader, sql: Sql): readonly string[] {
  return reader.traceIds(reader.rows(sql).map((row) => row.number('trace')));
}

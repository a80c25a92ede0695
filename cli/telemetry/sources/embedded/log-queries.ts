import type { TimeWindow } from '../../../plan/run-timeline.ts';
import type { FlagEvaluations, LogGroup, LogSelector } from '../../queries.ts';
import { SPAN_STATUS } from '../../store/telemetry-records.ts';
import {
  allOf,
  attributeCondition,
  attributePath,
  textCondition,
  windowCondition,
} from './span-condition.ts';

import { exampleTraces } from './span-queries.ts';
import { EXAMPLES, type Sql, type TelemetryReader } from './telemetry-reader.ts';

/** Answers how many log records a selector picks, and how many lead to a stored span. */
export function sumLogs(reader: TelemetryReader, select: LogSelector): LogGroup {
  const { text, values } = logCondition(select);
  const picked = `WITH picked AS (
    SELECT l.trace, l.trace IS NOT NULL AND l.span IS NOT NULL AS has_trace, s.id IS NOT NULL AS is_joined,
      s.status IS ${SPAN_STATUS.error} AS is_on_error
    FROM logs l LEFT JOIN spans s ON s.trace = l.trace AND s.span = l.span WHERE ${text})`;
  const [sums] = reader.rows({
    text: `${picked} SELECT count(*) AS records, total(has_trace) AS traced, total(is_joined) AS joined,
             total(is_on_error) AS on_error FROM picked`,
    values,
  });
  return {
    count: sums?.number('records') ?? 0,
    withTrace: sums?.number('traced') ?? 0,
    joined: sums?.number('joined') ?? 0,
    onErrorSpan: sums?.number('on_error') ?? 0,
    traceIds: exampleTraces(reader, {
      text: `${picked} SELECT trace FROM picked WHERE has_trace GROUP BY trace ORDER BY min(is_joined) LIMIT ${EXAMPLES}`,
      values,
    }),
  };
}

/** Answers how often each flag was evaluated to each variant, most often first. */
export function countFlagEvaluations(
  reader: TelemetryReader,
  window?: TimeWindow,
): readonly FlagEvaluations[] {
  const during = allOf([
    textCondition('l.event', ['feature_flag.evaluation']),
    windowCondition('l.at_us', window),
  ]);
  const evaluations: Sql = {
    text: `WITH evaluations AS (
      SELECT l.trace, l.attributes ->> ? AS flag, l.attributes ->> ? AS variant FROM logs l WHERE ${during.text})`,
    values: [
      attributePath('feature_flag.key'),
      attributePath('feature_flag.result.variant'),
      ...during.values,
    ],
  };
  const found = reader.rows({
    text: `${evaluations.text} SELECT flag, variant, count(*) AS times FROM evaluations
           WHERE flag IS NOT NULL AND variant IS NOT NULL GROUP BY flag, variant ORDER BY times DESC`,
    values: evaluations.values,
  });
  return found.map((row) => ({
    flag: row.text('flag'),
    variant: row.text('variant'),
    count: row.number('times'),
    traceIds: exampleTraces(reader, {
      text: `${evaluations.text} SELECT DISTINCT trace FROM evaluations
             WHERE flag = ? AND variant = ? AND trace IS NOT NULL LIMIT ${EXAMPLES}`,
      values: [...evaluations.values, row.text('flag'), row.text('variant')],
    }),
  }));
}

function logCondition(select: LogSelector): Sql {
  const parts: Sql[] = [windowCondition('l.at_us', select.window)];
  if (select.service !== undefined) parts.push(textCondition('l.service', [select.service]));
  if (select.bodyContains !== undefined) {
    parts.push({ text: 'instr(l.body, ?) > 0', values: [select.bodyContains] });
  }
  for (const [key, value] of Object.entries(select.attributes ?? {})) {
    parts.push(attributeCondition('l.attributes', key, value));
  }
  return allOf(parts);
}

import type { SQLInputValue } from 'node:sqlite';
import type { TimeWindow } from '../../../plan/run-timeline.ts';
import type { SpanSelector } from '../../queries.ts';
import { SPAN_KIND } from '../../store/telemetry-records.ts';
import type { Sql } from './telemetry-reader.ts';

/**
 * Answers which spans a selector picks, as a condition on the table `spans` under the name `s`.
 * `entry: false` does not restrict: only `true` means "only these".
 */
export function spanCondition(select: SpanSelector): Sql {
  const parts: Sql[] = [windowCondition('s.start_us', select.window)];
  const names = [
    ['s.name', select.name],
    ['s.db_system', select.dbSystem],
    ['s.traffic', select.trafficType],
  ] as const;
  for (const [column, text] of names) {
    if (text !== undefined) parts.push(textCondition(column, [text]));
  }
  if (select.service !== undefined) {
    parts.push(
      textCondition('s.service', typeof select.service === 'string' ? [select.service] : select.service),
    );
  }
  if (select.kind !== undefined) parts.push({ text: 's.kind = ?', values: [SPAN_KIND[select.kind]] });
  if (select.entry === true) parts.push(ENTRY);
  for (const [key, value] of Object.entries(select.attributes ?? {})) {
    parts.push(spanAttributeCondition(key, value));
  }
  return allOf(parts);
}

/** Answers what started in [from, to); everything without a window. @param column a time in microseconds */
export function windowCondition(column: string, window: TimeWindow | undefined): Sql {
  if (window === undefined) return ALWAYS;
  return {
    text: `${column} >= ? AND ${column} < ?`,
    values: [window.fromMs * 1000, window.toMs * 1000],
  };
}

/** Answers rows whose dictionary column holds one of the texts. */
export function textCondition(column: string, texts: readonly string[]): Sql {
  const marks = texts.map(() => '?').join(', ');
  return { text: `${column} IN (SELECT id FROM dictionary WHERE text IN (${marks}))`, values: texts };
}

/** Answers rows whose JSON column holds an attribute with that value, written as text. */
export function attributeCondition(column: string, key: string, value: string): Sql {
  // `->` answers JSON: text in quotes, numbers and booleans as they are written.
  return { text: `${column} -> ? IN (?, ?)`, values: [attributePath(key), JSON.stringify(value), value] };
}

/** Answers the JSON path of an attribute; its dots are part of the name. */
export function attributePath(key: string): string {
  return `$."${key}"`;
}

/** Joins conditions by AND. */
export function allOf(parts: readonly Sql[]): Sql {
  return {
    text: parts.map(({ text }) => `(${text})`).join(' AND '),
    values: parts.flatMap(({ values }): readonly SQLInputValue[] => values),
  };
}

const ALWAYS: Sql = { text: 'TRUE', values: [] };

/** Where the sender did not set the flags, a parent in the same service means the request was already in it. */
const ENTRY: Sql = {
  text: `s.entry = 1 OR (s.entry IS NULL AND NOT EXISTS (
    SELECT 1 FROM spans p WHERE p.trace = s.trace AND p.span = s.parent AND p.service = s.service))`,
  values: [],
};

/** An attribute of the span itself, or of the resource that sent it. */
function spanAttributeCondition(key: string, value: string): Sql {
  const own = attributeCondition('a.attributes', key, value);
  const resource = attributeCondition('attributes', key, value);
  return {
    text: `s.resource IN (SELECT id FROM resources WHERE ${resource.text})
      OR EXISTS (SELECT 1 FROM span_attributes a WHERE a.span = s.id AND ${own.text})`,
    values: [...resource.values, ...own.values],
  };
}

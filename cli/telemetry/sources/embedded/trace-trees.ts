import type { SpanKind, SpanSelector, TraceSpan, TraceTree } from '../../queries.ts';
import { SPAN_KIND, SPAN_STATUS } from '../../store/telemetry-records.ts';
import { spanCondition } from './span-condition.ts';
import type { Row, TelemetryReader } from './telemetry-reader.ts';

/**
 * Answers whole traces in the order of the slowest span the selector picks in each; it picks entry spans unless it
 * says `entry: false`.
 */
export function findSlowestTraces(
  reader: TelemetryReader,
  select: SpanSelector,
  limit: number,
): readonly TraceTree[] {
  const chosen = spanCondition({ ...select, entry: select.entry ?? true });
  const slowest = reader.rows({
    text: `SELECT s.trace FROM spans s WHERE ${chosen.text}
           GROUP BY s.trace ORDER BY max(s.duration_us) DESC LIMIT ?`,
    values: [...chosen.values, limit],
  });
  return slowest.map((row) => readTree(reader, row.number('trace')));
}

function readTree(reader: TelemetryReader, trace: number): TraceTree {
  const rows = reader.rows({
    text: `SELECT format('%016x', s.span) AS span_id, format('%016x', s.parent) AS parent_id, s.parent IS NULL AS is_root,
             s.service, s.name, s.kind, s.start_us, s.duration_us, s.status, a.attributes
           FROM spans s JOIN span_attributes a ON a.span = s.id WHERE s.trace = ? ORDER BY s.start_us, s.id`,
    values: [trace],
  });
  const startedAtUs = rows[0]?.number('start_us') ?? 0;
  const endedAtUs = rows.reduce(
    (latest, row) => Math.max(latest, row.number('start_us') + row.number('duration_us')),
    startedAtUs,
  );
  return {
    traceId: reader.traceIds([trace])[0] ?? '',
    startedAtMs: startedAtUs / 1000,
    durationMs: (endedAtUs - startedAtUs) / 1000,
    spans: parentsFirst(rows.map((row) => spanOf(reader, row, startedAtUs))),
  };
}

function spanOf(reader: TelemetryReader, row: Row, startedAtUs: number): TraceSpan {
  return {
    spanId: row.text('span_id'),
    ...(row.number('is_root') === 1 ? {} : { parentSpanId: row.text('parent_id') }),
    service: reader.text(row.number('service')),
    name: reader.text(row.number('name')),
    kind: KIND_NAMES.get(row.number('kind')) ?? 'INTERNAL',
    offsetMs: (row.number('start_us') - startedAtUs) / 1000,
    durationMs: row.number('duration_us') / 1000,
    isError: row.number('status') === SPAN_STATUS.error,
    attributes: tellingAttributes(row.text('attributes')),
  };
}

const KIND_NAMES: ReadonlyMap<number, SpanKind> = new Map([
  [SPAN_KIND.INTERNAL, 'INTERNAL'],
  [SPAN_KIND.SERVER, 'SERVER'],
  [SPAN_KIND.CLIENT, 'CLIENT'],
  [SPAN_KIND.PRODUCER, 'PRODUCER'],
  [SPAN_KIND.CONSUMER, 'CONSUMER'],
]);

/** Attributes that say where a span ran, not what it did. */
const UNTELLING = /^(server|client|network|user_agent|url\.scheme|code|thread)\b/;
/** Statements can be long, and a tree is kept whole in a run's record. */
const LONGEST_VALUE = 300;

function tellingAttributes(json: string): Readonly<Record<string, string>> {
  const attributes: Readonly<Record<string, unknown>> = JSON.parse(json);
  const telling = Object.entries(attributes).filter(([key]) => !UNTELLING.test(key));
  return Object.fromEntries(telling.map(([key, value]) => [key, shorten(textOf(value))]));
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function shorten(text: string): string {
  return text.length <= LONGEST_VALUE ? text : `${text.slice(0, LONGEST_VALUE - 1)}…`;
}

/** Orders spans as a tree is read: each followed by its children, earliest first. */
function parentsFirst(byStart: readonly TraceSpan[]): readonly TraceSpan[] {
  const known = new Set(byStart.map(({ spanId }) => spanId));
  const children = Map.groupBy(byStart, ({ parentSpanId }) =>
    parentSpanId !== undefined && known.has(parentSpanId) ? parentSpanId : undefined,
  );
  const ordered = new Set<TraceSpan>();
  // The next to visit is last. Spans that are their own ancestors hang under no root: whatever is left over, they
  // come to be visited from the bottom of the stack.
  const toVisit = [...byStart.toReversed(), ...(children.get(undefined) ?? []).toReversed()];
  for (let span = toVisit.pop(); span !== undefined; span = toVisit.pop()) {
    if (ordered.has(span)) continue;
    ordered.add(span);
    toVisit.push(...(children.get(span.spanId) ?? []).toReversed());
  }
  return [...ordered];
}

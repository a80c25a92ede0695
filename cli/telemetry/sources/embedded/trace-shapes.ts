import type { SpanSelector, TraceShape } from '../../queries.ts';
import { SPAN_KIND } from '../../store/telemetry-records.ts';
import { spanCondition } from './span-condition.ts';
import type { Column, TelemetryReader } from './telemetry-reader.ts';

/**
 * A parent ends after its children and is sent when it ends: what happened this shortly before the last of all spans
 * may have one that was still open, as the work on a message may be while the load is over.
 */
const STILL_OPEN_US = 5_000_000;

/** Answers how deep and how whole each trace is that holds a span the selector picks. */
export function findTraceShapes(reader: TelemetryReader, select: SpanSelector): readonly TraceShape[] {
  const chosen = spanCondition(select);
  const spans = reader.columns(['id', 'trace', 'parent_id', 'is_orphan', 'service', 'is_store'], {
    text: `SELECT c.id, c.trace, p.id AS parent_id, c.parent IS NOT NULL AND p.id IS NULL
               AND c.start_us + c.duration_us < e.last_us - ${STILL_OPEN_US} AS is_orphan, c.service,
             c.kind = ${SPAN_KIND.CLIENT} AND c.db_system IS NOT NULL AS is_store
           FROM spans c JOIN (SELECT MAX(start_us + duration_us) AS last_us FROM spans) e
           LEFT JOIN spans p ON p.trace = c.trace AND p.span = c.parent
           WHERE c.trace IN (SELECT s.trace FROM spans s WHERE ${chosen.text})`,
    values: chosen.values,
  });
  const depths = measureDepths(spans);
  const shapes = new Map<
    number,
    { spanDepth: number; serviceDepth: number; orphans: number; spans: number }
  >();
  spans.trace.forEach((trace, row) => {
    const shape = shapes.get(Number(trace)) ?? { spanDepth: 0, serviceDepth: 0, orphans: 0, spans: 0 };
    // A store sends no spans: the call to it stands for one more place.
    const places = Number(depths.services[row]) + Number(spans.is_store[row]);
    shape.spanDepth = Math.max(shape.spanDepth, Number(depths.spans[row]));
    shape.serviceDepth = Math.max(shape.serviceDepth, places);
    shape.orphans += Number(spans.is_orphan[row]);
    shape.spans += 1;
    shapes.set(Number(trace), shape);
  });
  const traceIds = reader.traceIds([...shapes.keys()]);
  return [...shapes.values()].map((shape, index) => ({ traceId: traceIds[index] ?? '', ...shape }));
}

interface Depths {
  /** Spans from the root down to each span, the root 1. */
  readonly spans: Uint32Array;
  /** 1 + changes of service from the root down to each span. */
  readonly services: Uint32Array;
}

/** Measures every span once: from it up to the first ancestor that is measured already, and down again. */
function measureDepths(rows: Readonly<Record<'id' | 'parent_id' | 'service', Column>>): Depths {
  const depths = { spans: new Uint32Array(rows.id.length), services: new Uint32Array(rows.id.length) };
  const rowById = new Map(rows.id.map((id, row) => [id, row]));
  const parentRow = Int32Array.from(rows.parent_id, (id) => (id === null ? -1 : (rowById.get(id) ?? -1)));
  const path: number[] = [];
  for (let start = 0; start < parentRow.length; start += 1) {
    let row = start;
    while (row !== -1 && depths.spans[row] === 0) {
      // Marks the path, so that spans that are their own ancestors end it too.
      depths.spans[row] = 1;
      depths.services[row] = 1;
      path.push(row);
      row = parentRow[row] ?? -1;
    }
    for (let below = path.pop(); below !== undefined; below = path.pop()) {
      const above = parentRow[below] ?? -1;
      if (above === -1) continue;
      const isChange = rows.service[above] !== rows.service[below];
      depths.spans[below] = (depths.spans[above] ?? 0) + 1;
      depths.services[below] = (depths.services[above] ?? 0) + (isChange ? 1 : 0);
    }
  }
  return depths;
}

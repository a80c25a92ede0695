import type { TimeWindow } from '../../../plan/run-timeline.ts';
import type { EdgeSeen } from '../../queries.ts';
import { SPAN_KIND } from '../../store/telemetry-records.ts';
import { windowCondition } from './span-condition.ts';
import { EXAMPLES, type Sql, type TelemetryReader } from './telemetry-reader.ts';

/**
 * Answers who called whom, most calls first; a window holds what the caller started in it. An edge is
 * - a span whose parent is of another service;
 * - a CLIENT span of a store, by its system;
 * - a call to a peer that nobody answered with a span, by the peer's name: something outside that sends no telemetry.
 *   A name that does send telemetry is never such a peer: there a missing child is a defect, not an edge.
 */
export function findEdges(reader: TelemetryReader, window?: TimeWindow): readonly EdgeSeen[] {
  const parts = [servicesSql(window), storesSql(window), peersSql(window)];
  const { source, target, trace } = reader.columns(['source', 'target', 'trace'], {
    text: parts.map(({ text }) => text).join(' UNION ALL '),
    values: parts.flatMap(({ values }) => values),
  });
  const edges = new Map<string, { from: number; to: number; calls: number; traces: Set<number> }>();
  trace.forEach((traceNumber, row) => {
    const [from, to] = [Number(source[row]), Number(target[row])];
    const key = `${from} ${to}`;
    const edge = edges.get(key) ?? { from, to, calls: 0, traces: new Set() };
    edge.calls += 1;
    if (edge.traces.size < EXAMPLES) edge.traces.add(Number(traceNumber));
    edges.set(key, edge);
  });
  return [...edges.values()]
    .sort((a, b) => b.calls - a.calls)
    .map(({ from, to, calls, traces }) => ({
      from: reader.text(from),
      to: reader.text(to),
      calls,
      traceIds: reader.traceIds([...traces]),
    }));
}

function servicesSql(window: TimeWindow | undefined): Sql {
  const during = windowCondition('caller.start_us', window);
  return {
    text: `SELECT caller.service AS source, called.service AS target, called.trace AS trace
           FROM spans called JOIN spans caller ON caller.trace = called.trace AND caller.span = called.parent
           WHERE caller.service <> called.service AND ${during.text}`,
    values: during.values,
  };
}

function storesSql(window: TimeWindow | undefined): Sql {
  const during = windowCondition('start_us', window);
  return {
    text: `SELECT service, db_system, trace FROM spans
           WHERE kind = ${SPAN_KIND.CLIENT} AND db_system IS NOT NULL AND ${during.text}`,
    values: during.values,
  };
}

function peersSql(window: TimeWindow | undefined): Sql {
  const during = windowCondition('caller.start_us', window);
  return {
    text: `SELECT caller.service, caller.peer, caller.trace FROM spans caller
           WHERE caller.kind IN (${SPAN_KIND.CLIENT}, ${SPAN_KIND.PRODUCER})
             AND caller.db_system IS NULL AND caller.peer IS NOT NULL
             AND caller.peer NOT IN (SELECT service FROM resources) AND ${during.text}
             AND NOT EXISTS (SELECT 1 FROM spans called WHERE called.trace = caller.trace
               AND called.parent = caller.span AND called.service <> caller.service)`,
    values: during.values,
  };
}

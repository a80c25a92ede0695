import type { TimeWindow } from '../../../plan/run-timeline.ts';
import type { SelfTimes } from '../../queries.ts';
import { SPAN_KIND } from '../../store/telemetry-records.ts';
import { windowCondition } from './span-condition.ts';
import type { TelemetryReader } from './telemetry-reader.ts';

/**
 * Answers how much time services spent themselves: what of their spans no child covers. The time in a CLIENT span
 * outside of its child is the callee's: the way there, and its queue, before its own span begins. Children that
 * overlap cover what they sum up to; what comes out below nothing counts as nothing.
 */
export function sumSelfTimes(reader: TelemetryReader, window?: TimeWindow): SelfTimes {
  const during = windowCondition('s.start_us', window);
  const rows = reader.rows({
    text: `SELECT owner, SUM(self_us) / 1000.0 AS self_ms FROM (
        SELECT CASE WHEN s.kind <> ${SPAN_KIND.CLIENT} THEN s.service
                 ELSE COALESCE(s.db_system, MAX(child.service), s.peer, s.service) END AS owner,
               MAX(0, s.duration_us - COALESCE(SUM(child.duration_us), 0)) AS self_us
        FROM spans s LEFT JOIN spans child
          ON child.trace = s.trace AND child.parent = s.span AND child.kind <> ${SPAN_KIND.CONSUMER}
        WHERE ${during.text} GROUP BY s.id)
      GROUP BY owner ORDER BY self_ms DESC`,
    values: during.values,
  });
  const [count] = reader.rows({
    text: `SELECT COUNT(DISTINCT trace) AS traces FROM spans s WHERE ${during.text}`,
    values: during.values,
  });
  return {
    traces: count?.number('traces') ?? 0,
    services: rows.map((row) => ({
      service: reader.text(row.number('owner')),
      selfMs: row.number('self_ms'),
    })),
  };
}

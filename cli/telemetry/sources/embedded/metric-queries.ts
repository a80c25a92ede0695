import type { TimeWindow } from '../../../plan/run-timeline.ts';
import type { MetricSeen } from '../../queries.ts';
import { windowCondition } from './span-condition.ts';
import type { TelemetryReader } from './telemetry-reader.ts';

/** Answers which metrics move: at least two points of one name from one service. By name, then service. */
export function findMetrics(reader: TelemetryReader, window?: TimeWindow): readonly MetricSeen[] {
  const during = windowCondition('p.at_us', window);
  const found = reader.rows({
    text: `SELECT n.text AS name, v.text AS service, count(*) AS points
           FROM points p JOIN series s ON s.id = p.series
             JOIN dictionary n ON n.id = s.name JOIN dictionary v ON v.id = s.service
           WHERE ${during.text} GROUP BY s.name, s.service HAVING points >= 2 ORDER BY name, service`,
    values: during.values,
  });
  return found.map((row) => ({
    name: row.text('name'),
    service: row.text('service'),
    points: row.number('points'),
  }));
}

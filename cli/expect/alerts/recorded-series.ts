import type { RunTimeline, TimeWindow } from '../../plan/run-timeline.ts';
import type { Queries } from '../../telemetry/queries.ts';
import { type SeriesByName, seriesByName } from '../promql/series.ts';
import { scrapedSeries } from './scraped-series.ts';

/** The series of a record, and the time over which rules look at them. */
export interface RecordedSeries {
  readonly series: SeriesByName;
  readonly window: TimeWindow;
}

/** Answers what a Prometheus would hold of a run. @param timeline absent when telemetry is judged without its run */
export async function recordedSeries(
  queries: Queries,
  timeline: RunTimeline | undefined,
): Promise<RecordedSeries> {
  const recorded = await queries.metricSeries();
  const window =
    timeline === undefined ? spanOf(recorded) : { fromMs: timeline.startedAtMs, toMs: timeline.endedAtMs };
  return { series: seriesByName(scrapedSeries(recorded, window.toMs)), window };
}

function spanOf(recorded: Awaited<ReturnType<Queries['metricSeries']>>): TimeWindow {
  let [fromMs, toMs] = [Infinity, -Infinity];
  for (const { points } of recorded) {
    fromMs = Math.min(fromMs, points[0]?.atMs ?? Infinity);
    toMs = Math.max(toMs, points.at(-1)?.atMs ?? -Infinity);
  }
  return { fromMs, toMs };
}

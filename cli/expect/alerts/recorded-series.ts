import type { RunTimeline, TimeWindow } from '../../plan/run-timeline.ts';
import type { MetricSender, Queries } from '../../telemetry/queries.ts';
import { selectorsOf } from '../promql/expression.ts';
import { type SeriesByName, seriesByName } from '../promql/series.ts';
import type { AlertRule } from './rule-file.ts';
import { isMetricWanted, scrapedSeries } from './scraped-series.ts';

/** The series of a record, and the time over which rules look at them. */
export interface RecordedSeries {
  readonly series: SeriesByName;
  readonly window: TimeWindow;
}

/**
 * Answers what a Prometheus would hold of a run, as far as rules ask for it: all of half an hour is too much to hold.
 * @param timeline absent when telemetry is judged without its run
 */
export async function recordedSeries(
  queries: Queries,
  rules: readonly AlertRule[],
  timeline: RunTimeline | undefined,
): Promise<RecordedSeries> {
  const names = new Set(
    rules.flatMap(({ expression }) => selectorsOf(expression).map(({ metric }) => metric)),
  );
  const isWanted = (name: string) => names.has(name);
  const senders = await queries.metricSenders();
  const series = await queries.metricSeries((metric) => isMetricWanted(metric, isWanted));
  const window =
    timeline === undefined ? spanOf(senders) : { fromMs: timeline.startedAtMs, toMs: timeline.endedAtMs };
  return { series: seriesByName(scrapedSeries({ series, senders, untilMs: window.toMs }, isWanted)), window };
}

function spanOf(senders: readonly MetricSender[]): TimeWindow {
  const firsts = senders.map(({ sentAtMs }) => sentAtMs[0] ?? Infinity);
  const lasts = senders.map(({ sentAtMs }) => sentAtMs.at(-1) ?? -Infinity);
  return { fromMs: Math.min(...firsts), toMs: Math.max(...lasts) };
}

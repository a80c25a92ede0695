import { METRIC_ALIASES } from '../../../target-shop/contract/metric-aliases.ts';
import { nameWithUnit, prometheusName } from '../../../target-shop/contract/prometheus-names.ts';
import type { MetricKey, MetricSender, MetricSeries } from '../../telemetry/queries.ts';
import { NAME, type Sample, type Series } from '../promql/series.ts';
import { aliasSeries } from './alias-series.ts';
import { type Exports, exportsOf, JOB, missedAfterMs, upSeries } from './exports.ts';
import { exposed, type IsWanted, isAnyWanted, type NamedSeries } from './exposed.ts';

/** What is known of the metrics of a run. */
export interface RecordedMetrics {
  readonly series: readonly MetricSeries[];
  readonly senders: readonly MetricSender[];
  /** End of the record, epoch milliseconds: a process may be gone since it last sent. */
  readonly untilMs: number;
}

/**
 * Answers the series a Prometheus would hold that had scraped `/metrics` of every process whenever the process sent
 * its metrics: names, units and aliases as there, `service`, `job` and `instance` as targets have them, and `up`.
 * A series ends with a staleness marker at the first export that leaves it out, or that does not come.
 * @param isWanted by the name in Prometheus; the others are left out
 */
export function scrapedSeries(
  { series: recorded, senders, untilMs }: RecordedMetrics,
  isWanted: IsWanted = () => true,
): readonly Series[] {
  const targets = exportsOf(senders, untilMs);
  const byResource = Map.groupBy(recorded.filter(isScraped), ({ resource }) => JSON.stringify(resource));
  const series = targets.flatMap((target) => {
    const own = byResource.get(target.resourceKey) ?? [];
    const named = [
      ...own.flatMap((one) => canonicalSeries(one, isWanted)),
      ...aliasSeries(own, target.service, isWanted),
    ];
    return named.map((one) => ended(labelled(one, target), target));
  });
  return [...joined(series), ...upSeries(targets)];
}

/** Whether `/metrics` shows something of a metric, under its own name or another, that is asked for. */
export function isMetricWanted({ name, unit }: MetricKey, isWanted: IsWanted): boolean {
  const others = METRIC_ALIASES.filter(({ from }) => from === name);
  return [prometheusName(nameWithUnit(name, unit)), ...others.map((alias) => alias.name)].some((shown) =>
    isAnyWanted(shown, isWanted),
  );
}

/** What `/metrics` can show: sums and histograms that count from the start, and gauges. */
function isScraped({ kind, isCumulative }: MetricSeries): boolean {
  return kind === 'gauge' || ((kind === 'sum' || kind === 'histogram') && isCumulative);
}

function canonicalSeries(series: MetricSeries, isWanted: IsWanted): readonly NamedSeries[] {
  const labels = Object.fromEntries(
    Object.entries(series.attributes).map(([name, value]) => [prometheusName(name), labelText(value)]),
  );
  const name = prometheusName(nameWithUnit(series.name, series.unit));
  return exposed({ ...series, name, labels }, isWanted);
}

function labelText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function labelled({ name, labels, points }: NamedSeries, { service, instance }: Exports): Series {
  return { labels: { ...labels, [NAME]: name, job: JOB, instance, service }, samples: points };
}

/** Answers the series with staleness markers where an export has no point of it, or was due and did not come. */
function ended({ labels, samples }: Series, target: Exports): Series {
  const seen = new Set(samples.map(({ atMs }) => atMs));
  const firstMs = samples[0]?.atMs ?? Infinity;
  const left = target.exportedMs.filter((atMs) => atMs > firstMs && !seen.has(atMs));
  const missed = missedAfterMs(target).filter((atMs) => atMs > firstMs);
  const markers = [...left, ...missed].map((atMs): Sample => ({ atMs, value: undefined }));
  const all = [...samples, ...markers].filter(({ atMs }) => atMs < target.replacedAtMs);
  return { labels, samples: all.sort((one, other) => one.atMs - other.atMs) };
}

/** A process that took over another's place goes on with its series. */
function joined(series: readonly Series[]): readonly Series[] {
  const groups = Map.groupBy(series, ({ labels }) => JSON.stringify(Object.entries(labels).sort()));
  return [...groups.values()].flatMap((parts) => {
    const [first] = parts;
    if (first === undefined) return [];
    const samples = parts.flatMap((part) => part.samples);
    return [{ labels: first.labels, samples: samples.sort((one, other) => one.atMs - other.atMs) }];
  });
}

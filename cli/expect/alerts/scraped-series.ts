import { nameWithUnit, prometheusName } from '../../../target-shop/contract/prometheus-names.ts';
import type { MetricSeries } from '../../telemetry/queries.ts';
import { NAME, type Sample, type Series } from '../promql/series.ts';
import { aliasSeries } from './alias-series.ts';
import { type Exports, exportsOf, JOB, missedAfterMs, upSeries } from './exports.ts';
import { exposed, type NamedSeries } from './exposed.ts';

/**
 * Answers the series a Prometheus would hold that had scraped `/metrics` of every process whenever the process sent
 * its metrics: names, units and aliases as there, `service`, `job` and `instance` as targets have them, and `up`.
 * A series ends with a staleness marker at the first export that leaves it out, or that does not come.
 * @param untilMs end of the record, epoch milliseconds: a process may be gone since its last export
 */
export function scrapedSeries(recorded: readonly MetricSeries[], untilMs: number): readonly Series[] {
  const usable = recorded.filter(isScraped);
  const targets = exportsOf(usable, untilMs);
  const series = targets.flatMap((target) => {
    const own = usable.filter((one) => target.has(one));
    return [...own.flatMap(canonicalSeries), ...aliasSeries(own, target.service)].map((one) =>
      ended(labelled(one, target), target),
    );
  });
  return [...joined(series), ...upSeries(targets)];
}

/** What `/metrics` can show: sums and histograms that count from the start, and gauges. */
function isScraped({ kind, isCumulative }: MetricSeries): boolean {
  return kind === 'gauge' || ((kind === 'sum' || kind === 'histogram') && isCumulative);
}

function canonicalSeries(series: MetricSeries): readonly NamedSeries[] {
  const labels = Object.fromEntries(
    Object.entries(series.attributes).map(([name, value]) => [prometheusName(name), labelText(value)]),
  );
  return exposed({ ...series, name: prometheusName(nameWithUnit(series.name, series.unit)) }, labels);
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

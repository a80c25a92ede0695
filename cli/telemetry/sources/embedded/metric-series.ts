import type {
  MetricAttributes,
  MetricKey,
  MetricSender,
  MetricSeries,
  MetricSeriesPoint,
} from '../../queries.ts';
import type { Row, TelemetryReader } from './telemetry-reader.ts';

/** As OTLP numbers temporalities. */
const CUMULATIVE = 2;
const KINDS = ['gauge', 'sum', 'histogram', 'exponential-histogram', 'summary'] as const;

/** Answers the series of wanted metrics in the order in which they were first seen, each with its points by time. */
export function readMetricSeries(
  reader: TelemetryReader,
  isWanted: (metric: MetricKey) => boolean,
): readonly MetricSeries[] {
  const rows = reader.rows({
    text: `SELECT s.id, v.text AS service, r.attributes AS resource, n.text AS name, s.unit, s.kind,
             s.is_monotonic, s.temporality, s.attributes
           FROM series s JOIN dictionary n ON n.id = s.name JOIN dictionary v ON v.id = s.service
             JOIN resources r ON r.id = s.resource ORDER BY s.id`,
    values: [],
  });
  const wanted = rows.filter((row) => isWanted({ name: row.text('name'), unit: row.text('unit') }));
  const ids = wanted.map((row) => row.number('id'));
  const points = pointsBySeries(reader, ids);
  return wanted.map((row) => ({
    service: row.text('service'),
    resource: attributesIn(row, 'resource'),
    name: row.text('name'),
    unit: row.text('unit'),
    kind: kindIn(row),
    isMonotonic: row.number('is_monotonic') === 1,
    isCumulative: row.number('temporality') === CUMULATIVE,
    attributes: attributesIn(row, 'attributes'),
    points: points.get(row.number('id')) ?? [],
  }));
}

/** Answers which processes sent metrics, in the order in which they were first seen, and at which instants. */
export function findMetricSenders(reader: TelemetryReader): readonly MetricSender[] {
  const rows = reader.rows({
    text: `SELECT v.text AS service, r.attributes AS resource, json_group_array(DISTINCT p.at_us) AS instants
           FROM points p JOIN series s ON s.id = p.series JOIN dictionary v ON v.id = s.service
             JOIN resources r ON r.id = s.resource GROUP BY s.resource ORDER BY s.resource`,
    values: [],
  });
  return rows.map((row) => {
    const instantsUs: readonly number[] = JSON.parse(row.text('instants'));
    const sentAtMs = instantsUs.map((us) => us / 1000).sort((one, other) => one - other);
    return { service: row.text('service'), resource: attributesIn(row, 'resource'), sentAtMs };
  });
}

function pointsBySeries(
  reader: TelemetryReader,
  ids: readonly number[],
): ReadonlyMap<number, readonly MetricSeriesPoint[]> {
  const rows = reader.rows({
    text: `SELECT p.series, p.at_us, coalesce(p.value, p.count, 0) AS value, p.sum, b.text AS bounds, p.buckets
           FROM points p LEFT JOIN dictionary b ON b.id = p.bounds
           WHERE p.series IN (SELECT value FROM json_each(?)) ORDER BY p.series, p.at_us`,
    values: [JSON.stringify(ids)],
  });
  const boundsOf = boundsReader();
  const points = new Map<number, MetricSeriesPoint[]>();
  for (const row of rows) {
    const series = row.number('series');
    const own = points.get(series) ?? [];
    points.set(series, own);
    own.push({
      atMs: row.number('at_us') / 1000,
      value: row.number('value'),
      ...(row.isNull('sum') ? {} : { sum: row.number('sum') }),
      ...(row.isNull('bounds') || row.isNull('buckets')
        ? {}
        : { bounds: boundsOf(row.text('bounds')), buckets: JSON.parse(row.text('buckets')) }),
    });
  }
  return points;
}

/** Few bounds are shared by many points: each text is read once. */
function boundsReader(): (text: string) => readonly number[] {
  const known = new Map<string, readonly number[]>();
  return (text) => {
    const bounds = known.get(text) ?? JSON.parse(text);
    known.set(text, bounds);
    return bounds;
  };
}

function attributesIn(row: Row, column: string): MetricAttributes {
  return JSON.parse(row.text(column));
}

function kindIn(row: Row): MetricSeries['kind'] {
  const kind = KINDS.find((one) => one === row.text('kind'));
  if (kind === undefined) throw new TypeError(`"${row.text('kind')}" is no kind of metric`);
  return kind;
}

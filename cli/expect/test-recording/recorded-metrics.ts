/** One series of one process, as a test wants it to have been sent. */
export interface RecordedSeries {
  readonly service: string;
  /** `service.instance.id`; the service's first unless told otherwise. */
  readonly instance?: string;
  /** Tells processes of one instance apart. */
  readonly pid?: number;
  readonly name: string;
  readonly unit?: string;
  readonly attributes?: Readonly<Record<string, string | number>>;
  readonly kind: 'counter' | 'gauge' | 'histogram';
  /** Of histograms. */
  readonly bounds?: readonly number[];
  /** Epoch milliseconds, and the value, or of histograms the count of each bucket. */
  readonly points: readonly (readonly [number, number | readonly number[]])[];
}

/** As OTLP numbers it. */
const CUMULATIVE = 2;

/** Answers series as a sender would post them to `/v1/metrics`, parsed. */
export function otlpSeries(series: readonly RecordedSeries[]): unknown {
  return { resourceMetrics: series.map(resourceMetrics) };
}

function resourceMetrics(series: RecordedSeries): object {
  const { service, instance = `${service}-1`, pid = 1, name, unit = '' } = series;
  const resource = { 'service.name': service, 'service.instance.id': instance, 'process.pid': pid };
  return {
    resource: { attributes: attributesOf(resource) },
    scopeMetrics: [{ metrics: [{ name, unit, ...dataOf(series) }] }],
  };
}

function dataOf({ kind, bounds = [], attributes = {}, points }: RecordedSeries): object {
  const dataPoints = points.map(([atMs, value]) => ({
    timeUnixNano: String(BigInt(Math.round(atMs)) * 1_000_000n),
    attributes: attributesOf(attributes),
    ...(typeof value === 'number' ? { asDouble: value } : bucketsOf(value, bounds)),
  }));
  if (kind === 'gauge') return { gauge: { dataPoints } };
  if (kind === 'histogram') return { histogram: { aggregationTemporality: CUMULATIVE, dataPoints } };
  return { sum: { aggregationTemporality: CUMULATIVE, isMonotonic: true, dataPoints } };
}

function bucketsOf(counts: readonly number[], bounds: readonly number[]): object {
  const count = counts.reduce((sum, one) => sum + one, 0);
  return { count: String(count), sum: count * 0.1, bucketCounts: counts.map(String), explicitBounds: bounds };
}

function attributesOf(attributes: Readonly<Record<string, string | number>>): object[] {
  return Object.entries(attributes).map(([key, value]) => ({
    key,
    value: typeof value === 'number' ? { intValue: value } : { stringValue: value },
  }));
}

/** Answers the instants from one to another, every two seconds, as services send. */
export function everyTwoSeconds(fromMs: number, toMs: number): readonly number[] {
  return Array.from({ length: Math.floor((toMs - fromMs) / 2000) + 1 }, (_, place) => fromMs + place * 2000);
}

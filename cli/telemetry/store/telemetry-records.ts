/** An attribute's value; whole numbers beyond 2^53 and bytes (base64) are text. */
export type AttributeValue =
  | string
  | number
  | boolean
  | null
  | readonly AttributeValue[]
  | { readonly [key: string]: AttributeValue };

export type Attributes = Readonly<Record<string, AttributeValue>>;

/** Who sent it. Records of one request share one object. */
export interface ResourceRecord {
  /** `service.name`, or `unknown_service`. */
  readonly service: string;
  readonly attributes: Attributes;
}

/** Span kinds as OTLP numbers them. */
export const SPAN_KIND = { INTERNAL: 1, SERVER: 2, CLIENT: 3, PRODUCER: 4, CONSUMER: 5 } as const;

/** Status codes as OTLP numbers them. */
export const SPAN_STATUS = { unset: 0, ok: 1, error: 2 } as const;

/** Bits of a span's `flags`: whether the parent was remote, and whether the sender knew. */
export const SPAN_FLAG = { remoteKnown: 0x100, parentIsRemote: 0x200 } as const;

/** One span. Ids are lower-case hex; times are microseconds since the epoch. */
export interface SpanRecord {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly resource: ResourceRecord;
  readonly name: string;
  /** 1 to 5, see {@link SPAN_KIND}. */
  readonly kind: number;
  readonly startUs: number;
  readonly durationUs: number;
  readonly status: number;
  readonly flags: number;
  readonly attributes: Attributes;
}

/** One log record. `atUs` is when it happened, or was first seen, in microseconds since the epoch. */
export interface LogRecord {
  readonly traceId?: string;
  readonly spanId?: string;
  readonly resource: ResourceRecord;
  readonly atUs: number;
  /** 1 (trace) to 24 (fatal), 0 when it was not said. */
  readonly severity: number;
  readonly eventName?: string;
  /** Text as it is, anything else as JSON. */
  readonly body: string;
  readonly attributes: Attributes;
}

/** One point of a metric at `atUs`, microseconds since the epoch. */
export interface MetricPoint {
  readonly resource: ResourceRecord;
  readonly name: string;
  readonly unit: string;
  readonly kind: MetricKind;
  /** 0 none, 1 delta, 2 cumulative. */
  readonly temporality: number;
  readonly isMonotonic: boolean;
  readonly attributes: Attributes;
  readonly atUs: number;
  /** Of gauges and sums. */
  readonly value?: number;
  /** Of all distributions. */
  readonly distribution?: Distribution;
}

export type MetricKind = 'gauge' | 'sum' | 'histogram' | 'exponential-histogram' | 'summary';

/** How many measurements fell where; buckets only for histograms with explicit bounds. */
export interface Distribution {
  readonly count: number;
  readonly sum?: number;
  readonly min?: number;
  readonly max?: number;
  /** Upper bounds, ascending; one fewer than buckets. */
  readonly bounds?: readonly number[];
  readonly buckets?: readonly number[];
}

/** What a request held, with what is wrong with it. */
interface Decoded {
  /** Items left out because their ids were unusable. */
  readonly rejected: number;
  /** One sentence for each kind of defect, for the sender. */
  readonly warnings: readonly string[];
}

export interface DecodedTraces extends Decoded {
  readonly signal: 'traces';
  readonly spans: readonly SpanRecord[];
}

export interface DecodedLogs extends Decoded {
  readonly signal: 'logs';
  readonly logs: readonly LogRecord[];
}

export interface DecodedMetrics extends Decoded {
  readonly signal: 'metrics';
  readonly points: readonly MetricPoint[];
}

/** One decoded request of any signal. */
export type DecodedRequest = DecodedTraces | DecodedLogs | DecodedMetrics;

import type { TimeWindow } from '../plan/run-timeline.ts';

/**
 * What can be asked of recorded telemetry, whatever stores it. Times are epoch milliseconds, durations
 * milliseconds; every list of trace ids holds at most five, the most telling first.
 */
export interface Queries {
  /** Services that sent spans, by `service.name`, most spans first. */
  services(window?: TimeWindow): Promise<readonly ServiceSeen[]>;
  /** Who called whom, from parent and child spans; stores by `db.system.name`. */
  edges(window?: TimeWindow): Promise<readonly EdgeSeen[]>;
  /** Sums over the spans a selector picks. */
  spans(select: SpanSelector): Promise<SpanGroup>;
  /** Shape of every trace that holds a span the selector picks. */
  traceShapes(select: SpanSelector): Promise<readonly TraceShape[]>;
  /** Spans of stores, by system: how many, and how many carry a statement. */
  statements(window?: TimeWindow): Promise<readonly StatementsSeen[]>;
  /** Log records, and how many of them can be found from their trace. */
  logs(select: LogSelector): Promise<LogGroup>;
  /** `feature_flag.evaluation` events by flag and variant. */
  flagEvaluations(window?: TimeWindow): Promise<readonly FlagEvaluations[]>;
  /** Names of the metrics with at least two points and the services that sent them. */
  metrics(window?: TimeWindow): Promise<readonly MetricSeen[]>;
  /** The series of metrics with their points, for whoever reckons with values; only those that are wanted. */
  metricSeries(isWanted: (metric: MetricKey) => boolean): Promise<readonly MetricSeries[]>;
  /** Which processes sent metrics, and when. */
  metricSenders(): Promise<readonly MetricSender[]>;
  /** How much time services, and stores by `db.system.name`, spent themselves; most first. */
  selfTimes(window?: TimeWindow): Promise<SelfTimes>;
  /** Whole traces, slowest entry span first. */
  slowestTraces(select: SpanSelector, limit: number): Promise<readonly TraceTree[]>;
  close(): void;
}

export interface SpanSelector {
  readonly service?: string | readonly string[];
  readonly kind?: SpanKind;
  /** Only spans by which a request entered a service: their parent is elsewhere, or there is none. */
  readonly entry?: boolean;
  readonly trafficType?: 'baseline' | 'demo';
  /** Span name, exact. */
  readonly name?: string;
  readonly dbSystem?: string;
  /** Attributes that must be equal, as text. */
  readonly attributes?: Readonly<Record<string, string>>;
  readonly window?: TimeWindow;
}

export type SpanKind = 'INTERNAL' | 'SERVER' | 'CLIENT' | 'PRODUCER' | 'CONSUMER';

export interface ServiceSeen {
  readonly service: string;
  readonly spans: number;
  readonly traceIds: readonly string[];
}

export interface EdgeSeen {
  readonly from: string;
  readonly to: string;
  readonly calls: number;
  readonly traceIds: readonly string[];
}

export interface SpanGroup {
  readonly count: number;
  /** Spans with status ERROR. */
  readonly errors: number;
  /** Ascending. */
  readonly durationsMs: Float64Array;
  readonly errorTraceIds: readonly string[];
  readonly slowestTraceIds: readonly string[];
}

export interface TraceShape {
  readonly traceId: string;
  /** Spans on the longest path, root = 1. */
  readonly spanDepth: number;
  /** 1 + changes of service, stores included, on the path with most of them. */
  readonly serviceDepth: number;
  /** Spans whose parent is not in the store, though it must have ended long before the last of all spans did. */
  readonly orphans: number;
  readonly spans: number;
}

export interface StatementsSeen {
  readonly dbSystem: string;
  readonly spans: number;
  readonly withStatement: number;
  /** Ids of traces with a span of that system, preferring those without a statement. */
  readonly traceIds: readonly string[];
}

export interface LogSelector {
  readonly service?: string;
  /** A part of the body. */
  readonly bodyContains?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly window?: TimeWindow;
}

export interface LogGroup {
  readonly count: number;
  /** Records that carry a trace id and a span id. */
  readonly withTrace: number;
  /** Records whose span is in the store. */
  readonly joined: number;
  /** Records whose span is in the store with status ERROR. */
  readonly onErrorSpan: number;
  /** Traces of records that should join but do not first. */
  readonly traceIds: readonly string[];
}

export interface FlagEvaluations {
  readonly flag: string;
  readonly variant: string;
  readonly count: number;
  readonly traceIds: readonly string[];
}

export interface MetricSeen {
  readonly name: string;
  readonly service: string;
  readonly points: number;
}

/** A process that sent metrics. */
export interface MetricSender {
  readonly service: string;
  /** Attributes of the process. */
  readonly resource: MetricAttributes;
  /** Instants of its points, ascending. */
  readonly sentAtMs: readonly number[];
}

/** What a metric is. */
export interface MetricKey {
  readonly name: string;
  readonly unit: string;
}

/** One metric of one process with one set of attributes. */
export interface MetricSeries extends MetricKey {
  readonly service: string;
  /** Attributes of the process that sent it. */
  readonly resource: MetricAttributes;
  readonly kind: 'gauge' | 'sum' | 'histogram' | 'exponential-histogram' | 'summary';
  /** Of sums: they never fall but when their process starts anew. */
  readonly isMonotonic: boolean;
  /** Of sums and distributions: whether a point counts from the start of its process, not from the point before. */
  readonly isCumulative: boolean;
  readonly attributes: MetricAttributes;
  /** By time. */
  readonly points: readonly MetricSeriesPoint[];
}

export type MetricAttributes = Readonly<Record<string, unknown>>;

export interface MetricSeriesPoint {
  readonly atMs: number;
  /** Of gauges and sums the value, of distributions how many were measured. */
  readonly value: number;
  /** Of distributions. */
  readonly sum?: number;
  /** Of histograms: upper bounds, ascending, and how many fell under each; one more count than bounds. */
  readonly bounds?: readonly number[];
  readonly buckets?: readonly number[];
}

export interface SelfTimes {
  /** Traces that the time was spent in. */
  readonly traces: number;
  readonly services: readonly { readonly service: string; readonly selfMs: number }[];
}

/** One whole trace. */
export interface TraceTree {
  readonly traceId: string;
  readonly startedAtMs: number;
  readonly durationMs: number;
  readonly spans: readonly TraceSpan[];
}

/** Parents before children. */
export interface TraceSpan {
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly service: string;
  readonly name: string;
  readonly kind: SpanKind;
  /** Milliseconds after the start of the trace. */
  readonly offsetMs: number;
  readonly durationMs: number;
  readonly isError: boolean;
  /** A few attributes that say what it did: route, status, statement, fault. */
  readonly attributes: Readonly<Record<string, string>>;
}

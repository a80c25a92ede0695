/** What the load was and how it was answered: the load's half of the verdict. */
export interface Summary {
  readonly schema: 'shopctl.load/v1';
  /** What played the load, where that was not the embedded engine. */
  readonly engine?: EngineName;
  readonly loads: readonly LoadSummary[];
  /** One row a second, ascending, and longer rows in loads of more than an hour; the time line of the report. */
  readonly windows: readonly LoadWindow[];
  readonly errors: readonly ErrorClass[];
  readonly generator: GeneratorHealth;
}

/** An engine that is not ours. */
export interface EngineName {
  readonly name: 'k6';
  readonly version: string;
  /** Built into it, with their versions. */
  readonly extensions: readonly string[];
}

/** One load of the plan. */
export interface LoadSummary {
  readonly name: string;
  readonly probe: boolean;
  /** `open`: on schedule, however slow the answers; `closed`: by virtual users. Left out by older versions: open. */
  readonly model?: 'open' | 'closed';
  readonly delivered: Delivered;
  readonly journeys: readonly JourneySummary[];
  /** All its requests together; its name is `all`. */
  readonly total: EndpointSummary;
  /** By request, name = method and route template, for example `GET /api/menu`. */
  readonly endpoints: readonly EndpointSummary[];
  /** Response times stretch by stretch, for comparisons with other runs; all requests first, then journeys, endpoints. */
  readonly latencies?: readonly LatencySeries[];
  /** How the thresholds with rolling windows came out in this load; left out where there are none. */
  readonly rolled?: readonly RolledThreshold[];
  /** Checks that journeys made by name, ascending; left out where there are none. */
  readonly checks?: readonly CheckSummary[];
  /** What journeys counted by name, ascending; left out where nothing was. */
  readonly counters?: readonly CounterSummary[];
}

/** How often a check held, and how often not. Beyond a hundred names, further ones are added up as one. */
export interface CheckSummary {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
}

/** The sum of what was counted under a name. Beyond a hundred names, further ones are added up as one. */
export interface CounterSummary {
  readonly name: string;
  readonly count: number;
}

/** What the rolling windows of a threshold were, in one load. */
export interface RolledThreshold {
  readonly expression: string;
  /** Windows that were full, one every 250 ms from the first on. */
  readonly full: number;
  /** Of the full, those with samples enough to be judged. */
  readonly judged: number;
  /** Samples in the fullest of them. */
  readonly mostSamples: number;
  /** The window furthest from the good side of the bound, and when it ended (epoch milliseconds). */
  readonly worst?: { readonly value: number; readonly samples: number; readonly atMs: number };
  /** Epoch milliseconds at which the first window ended that broke the bound. */
  readonly firstBrokenAtMs?: number;
}

/** Response times of one journey or endpoint over the run. */
export interface LatencySeries extends LatencyBlocks {
  /** `all`, the journey's name, or the endpoint's. */
  readonly name: string;
  readonly of: 'all' | 'journey' | 'endpoint';
}

/** Stretches of equal length from the load's start on; 16 to 32 in a run longer than 16 seconds. */
export interface LatencyBlocks {
  readonly blockMs: number;
  readonly blocks: readonly LatencyBlock[];
}

/** What ended in one stretch. */
export interface LatencyBlock {
  readonly errors: number;
  readonly sumMs: number;
  readonly maxMs: number;
  /** Histogram counts, packed (`measure/packed-counts.ts`). */
  readonly counts: string;
}

/**
 * `planned = started + dropped` and `started = completed + interrupted`, exactly. A closed load has no schedule
 * that it could be late for: what is planned is what its users start, and the figures of a schedule are left out.
 */
export interface IterationCounts {
  readonly planned: number;
  readonly started: number;
  readonly dropped: number;
  readonly completed: number;
  readonly interrupted: number;
  /** Completed iterations that drew no journey. */
  readonly empty: number;
}

/** What was played before a load counted; it is in no other figure. */
export interface WarmUp extends IterationCounts {
  readonly durationMs: number;
}

/** How a load was delivered, its warm-up left out. */
export interface Delivered extends IterationCounts {
  readonly warmUp?: WarmUp;
  /** How long it was paused, in milliseconds; in no rate. Left out when it never was. */
  readonly pausedMs?: number;
  /** Of a closed load: the most virtual users at once. */
  readonly users?: number;
  /** Could not start when they were due, because the most that may be in flight were; left out when none. */
  readonly waited?: number;
  /** Milliseconds after its start at which an overload ended the load, where the plan says so. */
  readonly overloadedAfterMs?: number;
  /** Started later than half an arrival gap after their due time. */
  readonly late?: number;
  readonly plannedRatePerSecond?: number;
  readonly startedRatePerSecond: number;
  /** Milliseconds between due and start. */
  readonly startLag?: Latency;
}

export interface JourneySummary {
  readonly name: string;
  readonly started: number;
  /** Came to their end, whatever it was: `started = completed + interrupted`. */
  readonly completed: number;
  /** Of the completed, those with a request that failed or a check that did not hold. */
  readonly failed: number;
  /** Ended by a business outcome such as a declined payment; not failed. */
  readonly declined: number;
  readonly interrupted: number;
  /** Intended start → last byte, summed over the journey's requests, think time left out. */
  readonly response: Latency;
  /** Sent → last byte, summed likewise. */
  readonly service: Latency;
}

export interface EndpointSummary {
  readonly name: string;
  readonly requests: number;
  readonly errors: number;
  readonly declined: number;
  readonly response: Latency;
  readonly service: Latency;
  /** Parts of the service; left out where the transport does not tell them. */
  readonly phases?: PhaseLatencies;
}

/** A part that no request had is left out. */
export interface PhaseLatencies {
  /** Opening TCP connections, of the requests that made it necessary. */
  readonly connect?: Latency;
  /** TLS handshakes, likewise. */
  readonly tls?: Latency;
  /** Sent → head of the answer, connecting included. */
  readonly ttfb?: Latency;
}

/** Milliseconds. A percentile is there only when n ≥ 10 / (1 − q). */
export interface Latency {
  readonly count: number;
  readonly mean?: number;
  readonly p50?: number;
  readonly p90?: number;
  readonly p95?: number;
  readonly p99?: number;
  readonly max?: number;
}

/** Requests that *ended* in one second of one load, or in a stretch of whole seconds. */
export interface LoadWindow {
  /** Epoch milliseconds of its start, a whole second of the run's clock. */
  readonly atMs: number;
  /** Left out for a second. */
  readonly lengthMs?: number;
  readonly load: string;
  /** Iterations started. */
  readonly started: number;
  readonly requests: number;
  readonly errors: number;
  readonly declined: number;
  /** Milliseconds; of all requests in the window, whatever their number (a chart, not a claim). */
  readonly p50Ms?: number;
  readonly p95Ms?: number;
  readonly maxMs?: number;
}

export interface ErrorClass {
  readonly load: string;
  /** `http_503`, `timeout`, `connection_refused`, `connection_reset`, `check_failed`… */
  readonly kind: string;
  readonly endpoint: string;
  readonly count: number;
  readonly firstAtMs: number;
  /** What the first one said. */
  readonly example: string;
  /** Up to five. */
  readonly traceIds: readonly string[];
}

/** Whether the generator itself was fit to measure. */
export interface GeneratorHealth {
  /**
   * Share of time the load's event loop was busy, 0..1; of the busiest worker where there are several. Of another
   * engine, the share of the machine's CPU time it used.
   */
  readonly loopUtilisation: number;
  /** CPU seconds the worker threads, or the other engine, used; 0 where the system does not tell. */
  readonly cpuSeconds: number;
  /** Worker by worker, where there are several. */
  readonly workers?: readonly Pick<GeneratorHealth, 'loopUtilisation' | 'cpuSeconds'>[];
  /** Root spans that never reached the receiver; left out when all did. */
  readonly lostSpans?: number;
  /** Why the run is invalid; empty when it is valid. */
  readonly invalid: readonly string[];
}

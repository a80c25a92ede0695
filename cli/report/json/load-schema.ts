import { z } from 'zod';

const count = z.number().min(0);
const ms = z.number();

const latency = z.object({
  count,
  mean: ms.exactOptional(),
  p50: ms.exactOptional(),
  p90: ms.exactOptional(),
  p95: ms.exactOptional(),
  p99: ms.exactOptional(),
  max: ms.exactOptional(),
});

export const iterationCountsSchema = z.object({
  planned: count,
  started: count,
  dropped: count,
  completed: count,
  interrupted: count,
  empty: count,
});

const delivered = iterationCountsSchema.extend({
  warmUp: iterationCountsSchema.extend({ durationMs: ms }).exactOptional(),
  pausedMs: ms.exactOptional(),
  users: count.exactOptional(),
  waited: count.exactOptional(),
  overloadedAfterMs: ms.exactOptional(),
  late: count.exactOptional(),
  plannedRatePerSecond: z.number().exactOptional(),
  startedRatePerSecond: z.number(),
  startLag: latency.exactOptional(),
});

const journey = z.object({
  name: z.string(),
  started: count,
  completed: count,
  failed: count,
  declined: count,
  interrupted: count,
  response: latency,
  service: latency,
});

const endpoint = z.object({
  name: z.string(),
  requests: count,
  errors: count,
  declined: count,
  response: latency,
  service: latency,
  phases: z
    .object({ connect: latency.exactOptional(), tls: latency.exactOptional(), ttfb: latency.exactOptional() })
    .exactOptional(),
});

const packedCounts = { sumMs: ms, maxMs: ms, counts: z.base64() };

/** A histogram without its zeros, packed. */
export const packedCountsSchema = z.object(packedCounts);

const latencySeries = z.object({
  name: z.string(),
  of: z.enum(['all', 'journey', 'endpoint']),
  blockMs: ms,
  blocks: z.array(z.object({ errors: count, ...packedCounts })),
});

export const rolledThresholdSchema = z.object({
  expression: z.string(),
  full: count,
  judged: count,
  mostSamples: count,
  worst: z.object({ value: z.number(), samples: count, atMs: ms }).exactOptional(),
  firstBrokenAtMs: ms.exactOptional(),
});

export const loadWindowSchema = z.object({
  atMs: ms,
  lengthMs: ms.exactOptional(),
  load: z.string(),
  started: count,
  requests: count,
  errors: count,
  declined: count,
  p50Ms: ms.exactOptional(),
  p95Ms: ms.exactOptional(),
  maxMs: ms.exactOptional(),
});

export const errorClassSchema = z.object({
  load: z.string(),
  kind: z.string(),
  endpoint: z.string(),
  count,
  firstAtMs: ms,
  example: z.string(),
  traceIds: z.array(z.string()),
});

export const checkSchema = z.object({ name: z.string(), passed: count, failed: count });
export const counterSchema = z.object({ name: z.string(), count: z.number() });

/** The load's half of a record. */
export const summarySchema = z.object({
  schema: z.literal('shopctl.load/v1'),
  engine: z
    .object({ name: z.literal('k6'), version: z.string(), extensions: z.array(z.string()) })
    .exactOptional(),
  loads: z.array(
    z.object({
      name: z.string(),
      probe: z.boolean(),
      model: z.enum(['open', 'closed']).exactOptional(),
      delivered,
      journeys: z.array(journey),
      total: endpoint,
      endpoints: z.array(endpoint),
      latencies: z.array(latencySeries).exactOptional(),
      rolled: z.array(rolledThresholdSchema).exactOptional(),
      checks: z.array(checkSchema).exactOptional(),
      counters: z.array(counterSchema).exactOptional(),
    }),
  ),
  windows: z.array(loadWindowSchema),
  errors: z.array(errorClassSchema),
  generator: z.object({
    loopUtilisation: z.number(),
    cpuSeconds: z.number(),
    workers: z.array(z.object({ loopUtilisation: z.number(), cpuSeconds: z.number() })).exactOptional(),
    lostSpans: z.number().exactOptional(),
    invalid: z.array(z.string()),
  }),
});

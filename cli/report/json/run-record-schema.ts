import { z } from 'zod';
import { FLAVOUR_NAMES } from '../../../target-shop/contract/flavours.ts';
import { ExitCode } from '../../core/errors.ts';
import type { Verdict } from '../../expect/verdict.ts';
import type { RunRecord } from '../../run/run-record.ts';
import { comparisonSchema } from './comparison-schema.ts';
import { summarySchema } from './load-schema.ts';
import { flagOverrideSchema, runPlanSchema, runTimelineSchema } from './plan-schema.ts';
import { reconciliationSchema } from './reconciliation-schema.ts';
import type { IsSame, Writable } from './same-type.ts';

const outcome = z.enum(['pass', 'fail', 'inconclusive']);
const interval = z.object({ low: z.number(), high: z.number() });
const traffic = z.object({ requests: z.number(), errors: z.number(), p95Ms: z.number().exactOptional() });

const episode = z.object({
  labels: z.record(z.string(), z.string()),
  pendingAtMs: z.number(),
  firingAtMs: z.number().exactOptional(),
  endedAtMs: z.number().exactOptional(),
});

const expectationResult = z.object({
  id: z.string(),
  title: z.string(),
  outcome,
  severity: z.enum(['error', 'information']),
  file: z.string(),
  line: z.number(),
  expected: z.string(),
  observed: z.string(),
  sampleSize: z.number(),
  interval: interval.exactOptional(),
  hint: z.string().exactOptional(),
  traceIds: z.array(z.string()),
  episodes: z.array(episode).exactOptional(),
});

/** What `shopctl validate --json` answers, and the verdict inside a record. */
export const verdictSchema = z.object({ outcome, results: z.array(expectationResult) });

const faultStep = z.object({
  index: z.number(),
  fromMs: z.number(),
  toMs: z.number(),
  planned: z.object({ failureRatio: z.number(), addedDelayMs: z.number() }),
  observed: z.object({
    calls: z.number(),
    failures: z.number(),
    failureRatio: z.number(),
    failureInterval: interval,
    addedDelayMs: z.number().exactOptional(),
  }),
  users: traffic,
  baseline: traffic,
  outcome,
  reason: z.string(),
});

/** The overrides in force on one instance. */
export const chaosStateSchema = z.object({
  instance: z.string(),
  leases: z.array(z.object({ id: z.string(), overrides: z.array(flagOverrideSchema) })),
});

const eventKind = z.enum([
  'steady',
  'inject',
  'step',
  'undo',
  'recovered',
  'instance-ended',
  'instance-started',
  'stopped',
]);

const chaos = z.object({
  steadyState: z.object({
    isSteady: z.boolean(),
    requests: z.number(),
    errorRatio: z.number(),
    p95Ms: z.number().exactOptional(),
    reasons: z.array(z.string()),
  }),
  steps: z.array(faultStep),
  undo: z.object({
    outcome: z.enum(['undone', 'incomplete', 'nothing-injected']),
    tookMs: z.number().exactOptional(),
    left: z.array(chaosStateSchema),
  }),
  recovery: z.object({
    outcome: z.enum(['recovered', 'not-recovered', 'not-checked']),
    tookMs: z.number().exactOptional(),
    reason: z.string(),
  }),
  events: z.array(z.object({ atMs: z.number(), kind: eventKind, text: z.string() })),
});

export const loadEventSchema = z.object({
  atMs: z.number(),
  kind: z.enum(['paused', 'rate', 'users', 'stopped', 'resumed']),
  lengthMs: z.number().exactOptional(),
  text: z.string(),
});

const capacity = z.object({
  outcome: z.enum(['found', 'never-held', 'too-few-samples', 'generator-limited', 'time-over', 'stopped']),
  sustainedPerSecond: z.number().exactOptional(),
  plusMinusPerSecond: z.number().exactOptional(),
  heldPerSecond: z.number().exactOptional(),
  brokenPerSecond: z.number().exactOptional(),
  repeats: z.number(),
  limit: z.object({ service: z.string().exactOptional(), text: z.string() }).exactOptional(),
  steps: z.array(
    z.object({
      kind: z.enum(['climb', 'bisect', 'confirm', 'recover']),
      ratePerSecond: z.number(),
      fromMs: z.number(),
      toMs: z.number(),
      outcome: z.enum(['held', 'broken', 'recovered', 'generator-limited', 'too-few-samples']),
      slos: z.array(z.object({ samples: z.number(), misses: z.number() })),
    }),
  ),
});

const traceSpan = z.object({
  spanId: z.string(),
  parentSpanId: z.string().exactOptional(),
  service: z.string(),
  name: z.string(),
  kind: z.enum(['INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER']),
  offsetMs: z.number(),
  durationMs: z.number(),
  isError: z.boolean(),
  attributes: z.record(z.string(), z.string()),
});

const traceTree = z.object({
  traceId: z.string(),
  startedAtMs: z.number(),
  durationMs: z.number(),
  spans: z.array(traceSpan),
});

/** What is known of a run while it plays. */
export const aboutRunShape = {
  id: z.string(),
  command: z.string(),
  shopctlVersion: z.string(),
  machine: z.object({ node: z.string(), cpus: z.number(), os: z.string() }),
  shop: z
    .object({ size: z.enum(['core', 'full']), flavour: z.enum(FLAVOUR_NAMES).exactOptional() })
    .exactOptional(),
  plan: runPlanSchema,
  timeline: runTimelineSchema,
};

/** What a `record.json` says, member for member what `RunRecord` says: the assertions below hold them together. */
export const runRecordSchema = z.object({
  schema: z.literal('shopctl.run/v1'),
  ...aboutRunShape,
  status: z.enum(['completed', 'aborted', 'interrupted', 'failed']),
  load: summarySchema,
  events: z.array(loadEventSchema).exactOptional(),
  thresholds: z.array(
    z.object({
      expression: z.string(),
      outcome: z.enum(['pass', 'fail']),
      observed: z.string(),
      samples: z.number(),
      worst: z.number().exactOptional(),
      firstBrokenAtMs: z.number().exactOptional(),
    }),
  ),
  orders: reconciliationSchema.exactOptional(),
  capacity: capacity.exactOptional(),
  comparison: comparisonSchema.exactOptional(),
  chaos: chaos.exactOptional(),
  verdict: verdictSchema.exactOptional(),
  slowestTraces: z.array(traceTree),
  exitCode: z.literal(Object.values(ExitCode)),
  reasons: z.array(z.string()),
});

// A compile error here means that the type and its schema have drifted apart: bring the schema up to date.
true satisfies IsSame<Writable<z.output<typeof runRecordSchema>>, Writable<RunRecord>>;
true satisfies IsSame<Writable<z.output<typeof verdictSchema>>, Writable<Verdict>>;

import { z } from 'zod';
import { FLAGS, type FlagName } from '../../../target-shop/contract/flags.ts';

// Object.keys forgets which keys an object has; FLAGS has exactly one for each FlagName.
const flagNames = Object.keys(FLAGS) as FlagName[];

const trafficType = z.enum(['baseline', 'demo']);
const ratio = z.number().min(0).max(1);

/** A flag's value, pushed past the flag file. */
export const flagOverrideSchema = z.object({ flag: z.enum(flagNames), value: z.unknown() });

const loadPlan = z.object({
  name: z.string(),
  during: z.enum(['run', 'fault']),
  stages: z.array(
    z.object({
      durationMs: z.number(),
      fromRatePerSecond: z.number(),
      toRatePerSecond: z.number(),
    }),
  ),
  arrivals: z.literal('poisson').exactOptional(),
  userStages: z
    .array(z.object({ durationMs: z.number(), fromUsers: z.number(), toUsers: z.number() }))
    .exactOptional(),
  warmUpMs: z.number().exactOptional(),
  mix: z.array(z.object({ journey: z.string(), probability: ratio, within: z.string().exactOptional() })),
  mixMode: z.enum(['independent', 'weighted', 'exact']).exactOptional(),
  maxInFlight: z.number(),
  overload: z.enum(['queue', 'drop', 'abort']).exactOptional(),
  thinkTimeFactor: z.number(),
  probe: z.boolean(),
  trafficType: trafficType.exactOptional(),
});

const experiment = z.object({
  steadyState: z.object({ durationMs: z.number(), maxErrorRatio: ratio, maxP95Ms: z.number() }),
  durationMs: z.number(),
  faults: z.array(
    z.object({
      kind: z.literal('recommendation-degraded'),
      steps: z.array(z.object({ fromMinute: z.number(), delayMs: z.number(), failureRatio: ratio })),
      minCallsPerStep: z.number(),
    }),
  ),
  flags: z.array(flagOverrideSchema),
  recovery: z.object({ steadyForMs: z.number(), deadlineMs: z.number() }),
});

const thresholdWindow = z.object({ lengthMs: z.number(), minSamples: z.number() });

const threshold = z.object({
  expression: z.string(),
  subject: z.string(),
  metric: z.enum(['response', 'service', 'errors', 'failed']),
  quantile: z.literal([0.5, 0.9, 0.95, 0.99]).exactOptional(),
  statistic: z.enum(['mean', 'max']).exactOptional(),
  window: thresholdWindow.exactOptional(),
  comparator: z.enum(['<', '<=', '>', '>=']),
  bound: z.number(),
  isOptional: z.boolean().exactOptional(),
});

const wirePlan = z.object({
  connections: z.enum(['per-user', 'new']).exactOptional(),
  http2: z.literal(true).exactOptional(),
  proxyUrl: z.string().exactOptional(),
  caFile: z.string().exactOptional(),
  certFile: z.string().exactOptional(),
  keyFile: z.string().exactOptional(),
  isInsecure: z.literal(true).exactOptional(),
});

/** The plan inside a record. */
export const runPlanSchema = z.object({
  name: z.string(),
  title: z.string(),
  scenarioFile: z.string().exactOptional(),
  targetUrl: z.string().exactOptional(),
  seed: z.number(),
  speed: z.number(),
  loads: z.array(loadPlan),
  workers: z.number().exactOptional(),
  journeyFiles: z.array(z.string()).exactOptional(),
  feeds: z
    .array(z.object({ name: z.string(), mode: z.enum(['sequence', 'random', 'unique']), file: z.string() }))
    .exactOptional(),
  wire: wirePlan.exactOptional(),
  engine: z
    .object({
      name: z.literal('k6'),
      binary: z.string(),
      version: z.string(),
      extensions: z.array(z.string()),
    })
    .exactOptional(),
  experiment: experiment.exactOptional(),
  thresholds: z.array(threshold),
  search: z
    .object({
      slos: z.array(threshold.extend({ window: thresholdWindow })),
      startPerSecond: z.number(),
    })
    .exactOptional(),
  abortOnFail: z.boolean().exactOptional(),
  expectationFiles: z.array(z.string()),
  origins: z.record(z.string(), z.enum(['flag', 'environment', 'scenario', 'flavour', 'default'])),
});

/** When what happened, in epoch milliseconds. */
export const runTimelineSchema = z.object({
  startedAtMs: z.number(),
  endedAtMs: z.number(),
  phases: z.array(
    z.object({
      name: z.enum(['steady', 'fault', 'recovery', 'load', 'paused', 'cut']),
      fromMs: z.number(),
      toMs: z.number(),
    }),
  ),
  faultSteps: z.array(
    z.object({
      index: z.number(),
      service: z.string(),
      flag: z.enum(flagNames),
      fromMs: z.number(),
      toMs: z.number(),
      failureRatio: ratio,
      delayMs: z.number(),
      minCalls: z.number(),
    }),
  ),
});

import { z } from 'zod';
import type { Checkpoint } from '../../run/checkpoint/checkpoint.ts';
import {
  checkSchema,
  counterSchema,
  errorClassSchema,
  iterationCountsSchema,
  loadWindowSchema,
  packedCountsSchema,
  rolledThresholdSchema,
} from './load-schema.ts';
import { aboutRunShape, loadEventSchema } from './run-record-schema.ts';
import type { IsSame, Writable } from './same-type.ts';

const count = z.number().min(0);
const ms = z.number();

const blockCounts = z.object({
  blockMs: ms,
  blocks: z.array(z.object({ errors: count, counts: packedCountsSchema })),
});

const requestCounts = z.object({
  requests: count,
  errors: count,
  declined: count,
  response: blockCounts,
  service: packedCountsSchema,
  phases: z.object({
    connect: packedCountsSchema.exactOptional(),
    tls: packedCountsSchema.exactOptional(),
    ttfb: packedCountsSchema.exactOptional(),
  }),
});

const journeyCounts = z.object({
  started: count,
  completed: count,
  failed: count,
  declined: count,
  interrupted: count,
  response: blockCounts,
  service: packedCountsSchema,
});

const delivery = z.object({
  counts: iterationCountsSchema,
  warmUp: iterationCountsSchema,
  elapsedMs: ms,
  pausedMs: ms,
  users: count.exactOptional(),
  schedule: z
    .object({
      late: count,
      waited: count,
      overloadedAfterMs: ms.exactOptional(),
      startLag: packedCountsSchema,
    })
    .exactOptional(),
});

const ledger = z.object({
  total: requestCounts,
  endpoints: z.array(z.tuple([z.string(), requestCounts])),
  journeys: z.array(z.tuple([z.string(), journeyCounts])),
  errors: z.array(errorClassSchema),
  checks: z.array(checkSchema),
  counters: z.array(counterSchema),
  second: z.object({ window: loadWindowSchema, response: packedCountsSchema }),
});

const progress = z.object({
  elapsedMs: ms,
  next: count,
  changes: z.array(z.object({ atMs: ms, factor: z.number(), done: count })),
});

const playedPart = z.object({
  loads: z.array(
    z.object({
      name: z.string(),
      threads: z.array(z.object({ delivery, ledger, progress })),
      rolled: z.array(rolledThresholdSchema),
    }),
  ),
  works: z.array(z.object({ loopUtilisation: z.number(), cpuSeconds: z.number() })),
  lostSpans: count,
});

/** What a `checkpoint.json` says, member for member what `Checkpoint` says. */
export const checkpointSchema = z.object({
  schema: z.literal('shopctl.checkpoint/v1'),
  ...aboutRunShape,
  process: z.object({ pid: z.number(), started: z.string() }),
  events: z.array(loadEventSchema),
  seconds: count,
  parts: z.array(playedPart),
});

// A compile error here means that the type and its schema have drifted apart: bring the schema up to date.
true satisfies IsSame<Writable<z.output<typeof checkpointSchema>>, Writable<Checkpoint>>;

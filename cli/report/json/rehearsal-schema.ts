import { z } from 'zod';
import type { Rehearsal } from '../../load/rehearsal.ts';
import { runPlanSchema } from './plan-schema.ts';
import type { IsSame, Writable } from './same-type.ts';

const amount = z.number().min(0);

const rehearsal = z.object({
  load: z.string(),
  iterations: amount,
  requestMs: amount,
  journeysPerIteration: amount,
  requestsPerIteration: amount,
  iterationMs: amount,
  peak: z.object({
    iterationsPerSecond: amount,
    requestsPerSecond: amount,
    iterationsInFlight: amount,
    requestsInFlight: amount,
    memoryMb: amount,
  }),
  endpoints: z.array(z.object({ name: z.string(), perIteration: amount, peakPerSecond: amount })),
  stuck: z.array(z.string()),
});

/** What a dry run answers: the plan, and what its loads will come to. */
export const plannedRunSchema = runPlanSchema.extend({ expected: z.array(rehearsal) });

// A compile error here means that the type and its schema have drifted apart: bring the schema up to date.
true satisfies IsSame<Writable<z.output<typeof rehearsal>>, Writable<Rehearsal>>;

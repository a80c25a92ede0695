import { z } from 'zod';
import type { Comparison } from '../../load/comparison.ts';
import type { IsSame, Writable } from './same-type.ts';

const ratio = z.number().min(0).max(1);

/** What `shopctl load compare --json` answers. */
export const comparisonSchema = z.object({
  schema: z.literal('shopctl.comparison/v1'),
  before: z.string(),
  after: z.string(),
  tolerance: ratio,
  confidence: ratio,
  changes: z.array(
    z.object({
      load: z.string(),
      name: z.string(),
      of: z.enum(['all', 'journey', 'endpoint']),
      figure: z.enum(['p50', 'p95', 'p99', 'errors']),
      before: z.number(),
      after: z.number(),
      change: z.number(),
      interval: z.object({ low: z.number(), high: z.number() }),
      outcome: z.enum(['regressed', 'improved', 'noise']),
    }),
  ),
  cautions: z.array(z.string()),
  outcome: z.enum(['regressed', 'improved', 'noise', 'inconclusive']),
});

true satisfies IsSame<Writable<z.output<typeof comparisonSchema>>, Writable<Comparison>>;

import * as z from 'zod';
import type { FlagName, FlagValues } from '../../contract/flags.ts';

const ratio = z.number().min(0).max(1);
const delayMs = z.number().min(0).max(60_000);

const faultRule = z.object({
  id: z.string().min(1),
  seed: z.int(),
  startedAtMs: z.number(),
  speed: z.number().positive(),
  steps: z.array(z.object({ fromMinute: z.number().min(0), delayMs, failureRatio: ratio })).min(1),
});

const steadyFault = z.object({ failureRatio: ratio, delayMs });

/** What a value of each flag must look like, whoever sends it: the flag file or a lease. */
export const FLAG_SCHEMAS: { readonly [Name in FlagName]: z.ZodType<FlagValues[Name]> } = {
  'latency-profile': z.enum(['realistic', 'fast']),
  'enable-recommendations': z.boolean(),
  'recommendation-required': z.boolean(),
  'recommendation-resilience': z.boolean(),
  'recommendation-fault': faultRule.nullable(),
  'cart-chaos-errors': steadyFault.nullable(),
  'cart-ttl-seconds': z.int().positive(),
  'pricing-fallback': z.boolean(),
  'payment-decline-over': z.int().min(0),
  'rate-limit': z.boolean(),
};

/** Answers whether a text is the name of a flag. */
export function isFlagName(text: string): text is FlagName {
  return Object.hasOwn(FLAG_SCHEMAS, text);
}

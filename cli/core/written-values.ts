import { z } from 'zod';
import { parseDurationMs } from './duration.ts';
import { parseRatePerSecond } from './rate.ts';

/** A length of time as files write it, with its unit; milliseconds once read. */
export const writtenDurationMs = written('a duration such as 250ms, 10s or 1m30s', parseDurationMs);

/** A rate as files write it; per second once read. */
export const writtenRatePerSecond = written('a rate such as 30/m or 5/s', parseRatePerSecond);

const SHARE = 'write a share as 2% or 0.02';

/** A share as files write it, `2%` or `0.02`; 0..1 once read. */
export const writtenShare = z
  .union([z.number().min(0, SHARE).max(1, SHARE), z.string().regex(/^\d+(\.\d+)?%$/, SHARE)], {
    error: SHARE,
  })
  .transform((value) => (typeof value === 'number' ? value : Number.parseFloat(value) / 100))
  .refine((value) => value <= 1, 'a share cannot be above 100%')
  .describe('a share, 2% or 0.02');

/** A text that one of our parsers reads; its complaint becomes the schema's. @param what to write, with an example */
export function written<Value>(what: string, parse: (text: string) => Value) {
  return z
    .string({ error: `write ${what}` })
    .describe(what)
    .transform((text, context) => {
      try {
        return parse(text);
      } catch (error) {
        context.addIssue({ code: 'custom', message: `${(error as Error).message}; write ${what}` });
        return z.NEVER;
      }
    });
}

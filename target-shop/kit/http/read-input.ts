import * as z from 'zod';
import { HttpProblem } from '../http-problem.ts';

/** A line of text that can be a key, a row or a log line anywhere: Postgres, for one, takes no NUL. */
export const line = z.string().regex(/^\P{Cc}*$/u, 'must not hold control characters');

/** Text of several lines. */
export const lines = z.string().regex(/^[\P{Cc}\n\r\t]*$/u, 'must not hold control characters');

/**
 * Reads a body, a query or parameters into what the schema says.
 * @throws HttpProblem 400 VALIDATION that names every field that is wrong, all at once
 */
export function readInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input ?? {});
  if (parsed.success) return parsed.data;
  const details = parsed.error.issues.map(({ path, message }) => ({
    field: path.map(String).join('.'),
    message,
  }));
  const sentence = details.map(({ field, message }) => (field ? `${field}: ${message}` : message)).join('; ');
  throw new HttpProblem(400, 'VALIDATION', sentence, { details });
}

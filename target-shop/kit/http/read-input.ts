import type * as z from 'zod';
import { HttpProblem } from '../http-problem.ts';

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

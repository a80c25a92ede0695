import * as z from 'zod';
import { HttpProblem } from '../kit/http-problem.ts';

/**
 * Reads a body, or a query, into what the schema says.
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

/** A text that says something. */
export const text = z.string().trim().min(1).max(200);

/** How many entries a list answers with at most: `?limit=`, 50 unless told otherwise, so that history stays cheap. */
export const listQuery = z.object({ limit: z.coerce.number().int().min(1).max(500).default(50) });

/** Ids in one query parameter: `a,b,c`, at most 100. */
export const idList = z
  .string()
  .transform((list) => list.split(',').filter((id) => id !== ''))
  .pipe(z.array(text).max(100));

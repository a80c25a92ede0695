import * as z from 'zod';
import { line, lines } from '../kit/http/read-input.ts';

/** A text that says something. */
export const text = line.trim().min(1).max(200);

/** What somebody writes in their own words. */
export const words = lines.max(1000);

/** How many entries a list answers with at most: `?limit=`, 50 unless told otherwise, so that history stays cheap. */
export const listQuery = z.object({ limit: z.coerce.number().int().min(1).max(500).default(50) });

/** Ids in one query parameter: `a,b,c`, at most 100. */
export const idList = z
  .string()
  .transform((list) => list.split(',').filter((id) => id !== ''))
  .pipe(z.array(text).max(100));

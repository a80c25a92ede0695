import { z } from 'zod';
import { readDocument } from '../read-document.ts';

const pair = z.object({ name: z.string(), value: z.string().default('') });

const entry = z.object({
  startedDateTime: z.string().refine((text) => !Number.isNaN(Date.parse(text)), 'write a date as ISO 8601'),
  /** Milliseconds. */
  time: z.number().default(0),
  _resourceType: z.string().optional(),
  request: z.object({
    method: z.string(),
    url: z.string(),
    headers: z.array(pair).default([]),
    postData: z
      .object({
        mimeType: z.string().default(''),
        text: z.string().optional(),
        params: z.array(pair).optional(),
      })
      .optional(),
  }),
  response: z.object({
    status: z.number(),
    content: z
      .object({
        mimeType: z.string().default(''),
        text: z.string().optional(),
        encoding: z.string().optional(),
      })
      .default({ mimeType: '' }),
  }),
});

const harSchema = z.object({ log: z.object({ entries: z.array(entry) }) });

/** One request of a recording, and its answer (HAR 1.2). */
export type HarEntry = z.output<typeof entry>;

/** Answers the requests of a recording. @throws UsageError `file:line:column: what is wrong` */
export function readHar(file: string): readonly HarEntry[] {
  return readDocument(file, harSchema).log.entries;
}

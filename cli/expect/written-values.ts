import { z } from 'zod';
import { writtenShare } from '../core/written-values.ts';
import type { SpanSelector } from '../telemetry/queries.ts';

/** Bounds of a share, at least one. */
export const shareBounds = z
  .strictObject({
    gte: writtenShare.optional().describe('At least this share.'),
    lte: writtenShare.optional().describe('At most this share.'),
  })
  .refine(({ gte, lte }) => gte !== undefined || lte !== undefined, 'say gte, lte or both');

/** Which spans an expectation is about; all conditions hold together. */
export const spanSelector = z
  .strictObject({
    service: z
      .union([z.string(), z.array(z.string()).min(1)])
      .optional()
      .describe('`service.name`, or several of them.'),
    kind: z.enum(['INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER']).optional(),
    entry: z.boolean().optional().describe('Only spans by which a request entered a service.'),
    trafficType: z.enum(['baseline', 'demo']).optional(),
    name: z.string().optional().describe('Span name, exact, for example POST /api/checkout.'),
    dbSystem: z.string().optional().describe('`db.system.name`, for example postgresql.'),
    attributes: z.record(z.string(), z.string()).optional().describe('Attributes that must be equal.'),
  })
  .transform((written): SpanSelector => dropUndefined(written));

/** Answers a selector in words, for titles of what was looked at. */
export function selectorText({
  service,
  kind,
  entry,
  trafficType,
  name,
  dbSystem,
  attributes,
}: SpanSelector): string {
  const words = [
    trafficType,
    name,
    dbSystem,
    kind,
    entry === true && kind === undefined && 'entry',
    'spans',
    service !== undefined && `of ${[service].flat().join(', ')}`,
    attributes !== undefined && `with ${attributesText(attributes)}`,
  ];
  return words.filter((word) => typeof word === 'string').join(' ');
}

/** Answers attributes in words. @example attributesText({ fails: 'true' }) // 'fails=true' */
export function attributesText(attributes: Readonly<Record<string, string>>): string {
  return Object.entries(attributes)
    .map(([key, value]) => `${key}=${value}`)
    .join(', ');
}

type Defined<Shape> = { [Key in keyof Shape]?: Exclude<Shape[Key], undefined> };

/** zod answers a left-out key as possibly `undefined`; the rest of the tool knows only absent keys. */
function dropUndefined<Shape extends object>(shape: Shape): Defined<Shape> {
  // Object.entries loses the keys' types; no value is changed, so the shape without undefined still holds.
  return Object.fromEntries(
    Object.entries(shape).filter(([, value]) => value !== undefined),
  ) as Defined<Shape>;
}

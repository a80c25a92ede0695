import * as fc from 'fast-check';
import type { Json } from '../http/openapi.ts';

/** Texts that break what was never meant to hold them. */
const ODD_TEXTS = [
  '',
  ' ',
  '\u0000',
  '\ud800',
  '../..',
  "'; --",
  '{{7*7}}',
  '%',
  '🌌'.repeat(60),
  'x'.repeat(5000),
];
const ODD_VALUES: readonly unknown[] = [
  ...ODD_TEXTS,
  null,
  true,
  [],
  {},
  [[]],
  -1,
  0,
  1e21,
  2 ** 53,
  0.001,
  { __proto__: null, constructor: 1 },
];

/** Answers any JSON value, odd ones often. */
export const anyJson: fc.Arbitrary<unknown> = fc.oneof(fc.constantFrom(...ODD_VALUES), fc.jsonValue());

/** Answers texts for paths and queries, odd ones often. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...ODD_TEXTS),
  fc.string({ maxLength: 30 }),
);

/**
 * Answers values of a JSON Schema, as far as zod writes them; what a `pattern` says is not looked at.
 * Of every five values one is not of the schema at all, so that refusals are tried too.
 */
export function schemaArbitrary(schema: Json): fc.Arbitrary<unknown> {
  return fc.oneof({ arbitrary: valid(schema), weight: 4 }, { arbitrary: anyJson, weight: 1 });
}

function valid(schema: Json): fc.Arbitrary<unknown> {
  if (Array.isArray(schema['enum'])) return fc.constantFrom(...schema['enum']);
  if ('const' in schema) return fc.constant(schema['const']);
  const choices = (schema['anyOf'] ?? schema['oneOf']) as readonly Json[] | undefined;
  if (choices !== undefined) return fc.oneof(...choices.map(schemaArbitrary));
  const { type } = schema;
  if (Array.isArray(type)) return fc.oneof(...type.map((one) => valid({ ...schema, type: one })));
  switch (type) {
    case 'string':
      return validText(schema);
    case 'integer':
      return fc.integer(bounds(schema, 1000));
    case 'number':
      return fc.oneof(fc.integer(bounds(schema, 1000)), fc.double({ min: -10, max: 1e6, noNaN: true }));
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return fc.array(schemaArbitrary((schema['items'] ?? {}) as Json), { maxLength: 4 });
    case 'object':
      return validObject(schema);
    default:
      return anyJson;
  }
}

function validText({ minLength = 0, maxLength = 30 }: Json): fc.Arbitrary<string> {
  const limits = { minLength: Number(minLength), maxLength: Math.min(Number(maxLength), 30) };
  return fc.oneof(fc.string(limits), fc.string({ ...limits, unit: 'binary' }), fc.constantFrom(...ODD_TEXTS));
}

function validObject(schema: Json): fc.Arbitrary<unknown> {
  const properties = (schema['properties'] ?? {}) as Readonly<Record<string, Json>>;
  const members = Object.entries(properties).map(([name, one]) => [name, schemaArbitrary(one)] as const);
  return fc.record(Object.fromEntries(members), { requiredKeys: (schema['required'] ?? []) as string[] });
}

function bounds({ minimum = -10, maximum }: Json, spread: number): { min: number; max: number } {
  const min = Number(minimum);
  return { min, max: Math.min(Number(maximum ?? min + spread), min + spread) };
}

import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { keyedRandom } from '../../../../target-shop/contract/keyed-random.ts';
import { writeValue } from '../write-value.ts';
import type { Schema } from './openapi-file.ts';
import { sampleOfSchema } from './sample-of-schema.ts';

const resolve = (schema: Schema): Schema => (schema['$ref'] === '#/Tree' ? TREE : schema);
const TREE: Schema = {
  type: 'object',
  required: ['name', 'children'],
  properties: {
    name: { type: 'string' },
    children: { type: 'array', items: { $ref: '#/Tree' } },
    parent: { $ref: '#/Tree' },
  },
};

/** What a sample is for a user. */
function drawn(schema: Schema, seed: number): unknown {
  const random = (name: string) => keyedRandom(seed, name);
  const user = { random, pick: (name: string, all: unknown[]) => all[Math.floor(random(name) * all.length)] };
  const sample = sampleOfSchema(schema, { draw: 'part', key: 'part', resolve });
  return new Function('user', `return (${writeValue(sample ?? null)});`)(user);
}

describe('a sample', () => {
  it.each<Schema>([
    { type: 'integer', minimum: 1, maximum: 1000 },
    { type: 'integer', exclusiveMinimum: 5, exclusiveMaximum: 7 },
    { type: 'integer', minimum: -9007199254740991, maximum: 9007199254740991 },
    { type: 'integer', maximum: -3 },
    { type: 'number', minimum: 0.1, maximum: 0.4 },
    { type: 'number', multipleOf: 5, minimum: 7, maximum: 22 },
    { type: 'string', minLength: 12, maxLength: 13 },
    { type: 'string', minLength: 30 },
    { type: 'string', maxLength: 3 },
    { type: 'string', pattern: '^\\d{5}$' },
    { type: 'string', pattern: '^[A-Z]+$' },
    { type: ['string', 'null'] },
    { enum: ['a', 2, null] },
    { const: 'only' },
    { type: 'boolean' },
    { type: 'array', minItems: 3, items: { type: 'integer' } },
    { oneOf: [{ type: 'null' }, { type: 'integer' }] },
    {
      allOf: [
        { type: 'object', required: ['a'], properties: { a: { type: 'integer' } } },
        { type: 'object', required: ['b'], properties: { b: { type: 'string' }, c: { type: 'string' } } },
      ],
    },
    {},
  ])('of %j is allowed by it, whatever is drawn', (schema) => {
    const isAllowed = new Ajv2020({ strict: false }).compile(schema);
    for (let seed = 0; seed < 50; seed += 1) {
      const value = drawn(schema, seed);
      expect(isAllowed(value), JSON.stringify(value)).toBe(true);
    }
  });

  it('differs from user to user, and is an example where there is one', () => {
    for (const schema of [{ type: 'string' }, { type: 'string', minLength: 30 }]) {
      const names = Array.from({ length: 50 }, (_, seed) => drawn(schema, seed));
      expect(new Set(names).size).toBeGreaterThan(45);
    }
    expect(drawn({ type: 'string', example: 'Ada' }, 1)).toBe('Ada');
    expect(drawn({ type: 'string', examples: ['Bo'] }, 1)).toBe('Bo');
    expect(drawn({ type: 'string', default: 'Cy' }, 1)).toBe('Cy');
  });

  it.each([
    ['uuid', /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-\d{12}$/],
    ['email', /^\S+@example\.com$/],
    ['date-time', /^\d{4}-\d\d-\d\dT\S+Z$/],
    ['date', /^\d{4}-\d\d-\d\d$/],
  ])('of format %s looks like one', (format, look) => {
    for (let seed = 0; seed < 20; seed += 1) expect(drawn({ type: 'string', format }, seed)).toMatch(look);
  });

  it('of a schema that holds itself ends', () => {
    expect(drawn(TREE, 1)).toEqual({ name: expect.any(String), children: [] });
  });
});

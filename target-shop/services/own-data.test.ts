import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { SERVICES, STORE_SYSTEMS } from '../service-table.ts';

// S-30: no service reads or writes the data of another.

/**
 * A table with its schema where SQL names one. Its own words are in capitals, here as everywhere in the shop, and a
 * single letter is an alias.
 */
const TABLE = /\b(?:FROM|JOIN|INTO|UPDATE|TABLE|EXISTS|REFERENCES|USING)\s+([a-z_]{2,})\.[a-z_]+/g;

/** Answers the code of a service, its tests left out. */
function codeOf(service: string): readonly string[] {
  const folder = path.join(import.meta.dirname, service);
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => readFileSync(path.join(folder, name), 'utf8'));
}

/** Answers the schemas that the statements of a service name. */
function schemasIn(code: readonly string[]): readonly string[] {
  return [...new Set(code.flatMap((text) => [...text.matchAll(TABLE)].map(([, schema = '']) => schema)))];
}

/** Answers the schema that a service brings up to date, which is its own. */
function migratedBy(code: readonly string[]): readonly string[] {
  return code.flatMap((text) => [...text.matchAll(/\.migrate\('(\w+)'/g)].map(([, schema = '']) => schema));
}

const withPostgres = SERVICES.filter(({ stores }) =>
  stores.some((store) => STORE_SYSTEMS[store] === 'postgresql'),
).map(({ name }) => name);

test.each(withPostgres)('%s names one schema in its statements, which it has made itself', (service) => {
  const code = codeOf(service);
  expect(migratedBy(code)).toHaveLength(1);
  expect(schemasIn(code)).toEqual(migratedBy(code));
});

test('no two services have the same schema', () => {
  const schemas = withPostgres.flatMap((service) => migratedBy(codeOf(service)));
  expect(new Set(schemas).size).toBe(withPostgres.length);
});

test('a service without Postgres has no statements', () => {
  const others = SERVICES.map(({ name }) => name).filter((name) => !withPostgres.includes(name));
  expect(others.filter((service) => schemasIn(codeOf(service)).length > 0)).toEqual([]);
});

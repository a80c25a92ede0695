import { Expression, Template, type Value } from '../script.ts';
import { quoted } from '../write-value.ts';
import type { OpenApi, Schema } from './openapi-file.ts';

/** What a sample is made for. */
export interface SampleOf {
  /** Name of the draw: what has the same name is drawn the same, so that requests speak of the same thing. */
  readonly draw: string;
  /** Name of the property or parameter. */
  readonly key: string;
  readonly resolve: OpenApi['resolve'];
  /** Schemas that it is a part of. */
  readonly within?: readonly Schema[];
}

/** What lies deeper is left out. */
const DEEPEST = 6;
/** Ranges that nobody narrowed, and those as good as unbounded. */
const WIDEST_RANGE = 100;

/**
 * Answers a value that a schema allows: what it gives as example or default, else one drawn by the seed.
 * @returns `undefined` for what it would have to hold itself
 */
export function sampleOfSchema(written: Schema, of: SampleOf, depth = 0): Value | undefined {
  const resolved = of.resolve(written);
  const { within = [] } = of;
  if (depth > DEEPEST || within.includes(resolved)) return undefined;
  return sampleWithin(merged(resolved, of.resolve), { ...of, within: [...within, resolved] }, depth);
}

function sampleWithin(schema: Schema, of: SampleOf, depth: number): Value | undefined {
  const given = givenValue(schema);
  if (given !== undefined) return given as Value; // JSON, as the document is
  if (Array.isArray(schema['enum'])) return drawnFrom(schema['enum'], of);
  switch (typeOf(schema)) {
    case 'object':
      return sampleObject(schema, of, depth);
    case 'array':
      return sampleArray(schema, of, depth);
    case 'integer':
    case 'number':
      return sampleNumber(schema, of);
    case 'boolean':
      return new Expression(`user.random(${quoted(of.draw)}) < 0.5`);
    case 'null':
      return null;
    default:
      return sampleText(schema, of);
  }
}

function givenValue(schema: Schema): unknown {
  const examples = schema['examples'];
  const first = Array.isArray(examples) ? examples[0] : undefined;
  return schema['const'] ?? schema['example'] ?? first ?? schema['default'];
}

/** With all parts of `allOf`, and the first way of `oneOf` or `anyOf` that is not null. */
function merged(schema: Schema, resolve: OpenApi['resolve'], depth = 0): Schema {
  if (depth > DEEPEST) return schema;
  const parts = (schema['allOf'] ?? []) as readonly Schema[];
  const ways = ((schema['oneOf'] ?? schema['anyOf'] ?? []) as readonly Schema[]).map(resolve);
  const way = ways.find(({ type }) => type !== 'null');
  if (parts.length === 0 && way === undefined) return schema;
  const all = [schema, ...parts, ...(way === undefined ? [] : [way])].map((part, place) =>
    place === 0 ? part : merged(resolve(part), resolve, depth + 1),
  );
  return {
    ...Object.assign({}, ...all),
    properties: Object.assign({}, ...all.map((part) => part['properties'])),
    required: all.flatMap((part) => (part['required'] ?? []) as readonly string[]),
  };
}

function typeOf({ type, properties, items }: Schema): string {
  const named = Array.isArray(type) ? type.find((one) => one !== 'null') : type;
  if (typeof named === 'string') return named;
  if (properties !== undefined && Object.keys(properties as object).length > 0) return 'object';
  return items === undefined ? 'string' : 'array';
}

/** What is required; everything where nothing is. */
function sampleObject(schema: Schema, of: SampleOf, depth: number): Value {
  const properties = Object.entries((schema['properties'] ?? {}) as Readonly<Record<string, Schema>>);
  const required = (schema['required'] ?? []) as readonly string[];
  const wanted = required.length === 0 ? properties : properties.filter(([key]) => required.includes(key));
  const samples = wanted.flatMap(([key, property]) => {
    const sample = sampleOfSchema(property, { ...of, key, draw: `${of.draw} ${key}`.trim() }, depth + 1);
    return sample === undefined ? [] : [[key, sample] as const];
  });
  return Object.fromEntries(samples);
}

function sampleArray(schema: Schema, of: SampleOf, depth: number): Value {
  const length = Math.max(1, Number(schema['minItems'] ?? 1));
  const items = Array.from({ length }, (_, place) =>
    sampleOfSchema(
      (schema['items'] ?? {}) as Schema,
      { ...of, draw: `${of.draw} ${place + 1}`.trim() },
      depth + 1,
    ),
  );
  return items.filter((item) => item !== undefined);
}

function sampleNumber(schema: Schema, { draw }: SampleOf): Value {
  const bound = (name: string) => {
    const value = schema[name];
    return typeof value === 'number' && Math.abs(value) < Number.MAX_SAFE_INTEGER ? value : undefined;
  };
  const step = bound('multipleOf') ?? 1;
  const above = bound('exclusiveMinimum');
  const below = bound('exclusiveMaximum');
  const most = bound('maximum') ?? (below === undefined ? undefined : below - step);
  const least = bound('minimum') ?? (above === undefined ? Math.min(1, most ?? 1) : above + step);
  const first = Math.ceil(least / step) * step;
  const count = Math.min(WIDEST_RANGE, Math.floor(((most ?? Number.POSITIVE_INFINITY) - first) / step) + 1);
  if (count <= 1) return count === 1 ? first : least;
  const drawn = `Math.floor(user.random(${quoted(draw)}) * ${count})`;
  return new Expression(`${first === 0 ? '' : `${first} + `}${drawn}${step === 1 ? '' : ` * ${step}`}`);
}

function drawnFrom(values: readonly unknown[], { draw }: SampleOf): Value {
  if (values.length === 1) return values[0] as Value; // JSON, as the document is
  const written = values.map((value) => (typeof value === 'string' ? quoted(value) : JSON.stringify(value)));
  return new Expression(`user.pick(${quoted(draw)}, [${written.join(', ')}])`);
}

function sampleText(schema: Schema, { draw, key }: SampleOf): Value {
  const number = (digits: number) => `Math.floor(user.random(${quoted(draw)}) * 1e${digits})`;
  switch (schema['format']) {
    case 'uuid':
      return new Template([
        '00000000-0000-4000-8000-',
        new Expression(`String(${number(12)}).padStart(12, '0')`),
      ]);
    case 'email':
      return new Template(['user-', new Expression(number(6)), '@example.com']);
    case 'date-time':
      return '2026-01-31T12:00:00Z';
    case 'date':
      return '2026-01-31';
    case 'uri':
    case 'url':
      return 'https://example.com/';
    default:
      return plainText(schema, key, new Expression(number(6)));
  }
}

/** Texts that patterns often want. */
const CANDIDATES = [
  'a',
  'A',
  '1',
  'abc',
  'ABC',
  '123',
  '1234',
  '12345',
  'abc-123',
  '2026-01-31',
  '12:00',
  '+15550100',
  '1.0.0',
];

/** A word with up to six digits behind it where that is allowed, so that users differ. */
function plainText(schema: Schema, key: string, number: Expression): Value {
  const least = Number(schema['minLength'] ?? 0);
  const most = Number(schema['maxLength'] ?? 1000);
  const pattern = patternOf(schema['pattern']);
  const fits = (text: string) =>
    text.length >= least && text.length <= most && (pattern === undefined || pattern.test(text));
  const word = key.padEnd(least - 2, 'x');
  if (fits(`${word}-0`) && fits(`${word}-999999`)) return new Template([`${word}-`, number]);
  const filler = 'x'.repeat(Math.max(least, Math.min(most, 8)));
  return [key, filler, ...CANDIDATES].find(fits) ?? key;
}

/** A pattern of another dialect is as good as none. */
function patternOf(pattern: unknown): RegExp | undefined {
  if (typeof pattern !== 'string') return undefined;
  try {
    return new RegExp(pattern, 'u');
  } catch {
    return undefined;
  }
}

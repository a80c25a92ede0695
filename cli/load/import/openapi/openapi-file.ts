import { z } from 'zod';
import type { JourneyRequest } from '../../journey.ts';
import { valueAt } from '../../json-path.ts';
import { readDocument } from '../read-document.ts';

/** A JSON Schema, as far as it is looked into; references are followed by {@link OpenApi.resolve}. */
export type Schema = Readonly<Record<string, unknown>>;

export interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  readonly example?: unknown;
  readonly schema: Schema;
}

/** One operation of a document. */
export interface Operation {
  readonly id: string;
  readonly method: JourneyRequest['method'];
  /** With parameters in braces, without the server's part. */
  readonly path: string;
  readonly summary: string;
  readonly tag: string;
  readonly parameters: readonly Parameter[];
  readonly body?: { readonly type: string; readonly schema: Schema; readonly example?: unknown };
  /** Of the first 2xx answer that is JSON. */
  readonly answer?: Schema;
  /** Names of what it must be called with. */
  readonly security: readonly string[];
}

export interface OpenApi {
  readonly title: string;
  /** Path of the first server, `/v1` or empty. */
  readonly basePath: string;
  readonly operations: readonly Operation[];
  /** Follows a reference within the document; answers an empty schema for one that leads nowhere. */
  resolve(schema: Schema): Schema;
}

const METHODS = ['get', 'head', 'post', 'put', 'patch', 'delete', 'options'] as const;
const record = z.record(z.string(), z.unknown());
const documentSchema = z.looseObject({
  openapi: z.string(),
  info: z.looseObject({ title: z.string() }),
  servers: z.array(z.looseObject({ url: z.string() })).optional(),
  paths: z.record(z.string(), record),
  security: z.array(record).optional(),
});
const parameterSchema = z.looseObject({
  name: z.string(),
  in: z.string(),
  required: z.boolean().default(false),
  example: z.unknown().optional(),
  examples: record.optional(),
  schema: record.default({}),
});
const operationSchema = z.looseObject({
  operationId: z.string().optional(),
  summary: z.string().optional(),
  tags: z.array(z.string()).default([]),
  parameters: z.array(record).default([]),
  requestBody: record.optional(),
  responses: z.record(z.string(), record).default({}),
  security: z.array(record).optional(),
});
type RawOperation = z.output<typeof operationSchema>;

/** Reads an OpenAPI 3 document. @throws UsageError `file:line:column: what is wrong` */
export function readOpenApi(file: string): OpenApi {
  const document = readDocument(file, documentSchema);
  const resolve = resolver(document);
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.flatMap((method): readonly Operation[] => {
      const parsed = operationSchema.safeParse(item[method]);
      if (!parsed.success) return [];
      const shared = Array.isArray(item['parameters']) ? item['parameters'] : [];
      return [
        operationOf(
          { ...parsed.data, parameters: [...shared, ...parsed.data.parameters] },
          { path, method, security: document.security ?? [], resolve },
        ),
      ];
    }),
  );
  return {
    title: document.info.title,
    basePath: basePathOf(document.servers?.[0]?.url),
    operations,
    resolve,
  };
}

interface Place {
  readonly path: string;
  readonly method: (typeof METHODS)[number];
  readonly security: readonly Schema[];
  readonly resolve: OpenApi['resolve'];
}

function operationOf(raw: RawOperation, { path, method, security, resolve }: Place): Operation {
  const body = raw.requestBody === undefined ? undefined : contentOf(resolve(raw.requestBody));
  const answer = Object.entries(raw.responses)
    .filter(([status]) => status.startsWith('2'))
    .map(([, response]) => contentOf(resolve(response)))
    .find((content) => content?.type.includes('json'));
  return {
    id: raw.operationId ?? [method, ...path.split(/[^\w.]+/).filter(Boolean)].join('-'),
    method: method.toUpperCase() as Operation['method'], // one of METHODS
    path,
    summary: raw.summary ?? `${method.toUpperCase()} ${path}`,
    tag:
      raw.tags[0] ?? path.split('/').find((part) => /^\w/.test(part) && !/^(api|v\d+)$/.test(part)) ?? 'all',
    parameters: parametersOf(raw, resolve),
    ...(body === undefined ? {} : { body }),
    ...(answer === undefined ? {} : { answer: answer.schema }),
    security: (raw.security ?? security).flatMap((one) => Object.keys(one)),
  };
}

/** An operation's own go before those of its path. */
function parametersOf(raw: RawOperation, resolve: OpenApi['resolve']): readonly Parameter[] {
  const byName = new Map<string, Parameter>();
  for (const one of raw.parameters) {
    const { success, data } = parameterSchema.safeParse(resolve(one));
    if (!success) continue;
    const { name, required, schema } = data;
    const example = data.example ?? firstExample(data.examples);
    byName.set(`${data.in} ${name}`, {
      name,
      in: data.in,
      required,
      schema,
      ...(example === undefined ? {} : { example }),
    });
  }
  return [...byName.values()];
}

/** JSON before forms before anything else. */
function contentOf(holder: Schema): Operation['body'] {
  const content = Object.entries((holder['content'] ?? {}) as Readonly<Record<string, Schema>>); // by OpenAPI
  const [chosen] = [/json/, /x-www-form-urlencoded/, /./].flatMap((kind) =>
    content.filter(([type]) => kind.test(type)),
  );
  if (chosen === undefined) return undefined;
  const [type, media] = chosen;
  const example = media['example'] ?? firstExample(media['examples'] as Schema | undefined);
  return { type, schema: (media['schema'] ?? {}) as Schema, ...(example === undefined ? {} : { example }) };
}

function firstExample(examples: Schema | undefined): unknown {
  const [first] = Object.values(examples ?? {});
  return (first as { readonly value?: unknown } | undefined)?.value;
}

function resolver(document: object): OpenApi['resolve'] {
  const resolve = (schema: Schema, hops = 0): Schema => {
    const { $ref } = schema;
    if (typeof $ref !== 'string') return schema;
    const keys = $ref
      .split('/')
      .slice(1)
      .map((key) => decodeURIComponent(key.replaceAll('~1', '/').replaceAll('~0', '~')));
    const found = $ref.startsWith('#/') && hops < 10 ? valueAt(document, keys) : undefined;
    return resolve((found ?? {}) as Schema, hops + 1);
  };
  return (schema) => resolve(schema);
}

function basePathOf(url = ''): string {
  const path = URL.parse(url.replaceAll(/\{[^}]*\}/g, 'x'), 'http://server')?.pathname ?? '';
  return path.replace(/\/$/, '');
}

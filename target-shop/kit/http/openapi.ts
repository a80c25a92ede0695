import * as z from 'zod';
import { type Answer, type Answers, type Operation, paramNames } from './operation.ts';
import { pathParameter } from './route.ts';

/** A part of a JSON document. */
export type Json = { readonly [key: string]: unknown };

/** An OpenAPI 3.1 document, as far as it is looked into here: operations by path and lower-case method. */
export interface OpenApiDocument {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>;
  readonly components: { readonly schemas: Json };
}

export interface OpenApiOperation {
  readonly operationId: string;
  readonly summary: string;
  readonly parameters: readonly OpenApiParameter[];
  readonly requestBody?: { readonly required: false; readonly content: OpenApiContent };
  readonly responses: Readonly<
    Record<string, { readonly description: string; readonly content?: OpenApiContent }>
  >;
}

export interface OpenApiParameter {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly required: boolean;
  readonly schema: Json;
}

type OpenApiContent = Readonly<Record<string, { readonly schema: Json }>>;

/** The one shape of errors. */
const PROBLEM: Json = {
  type: 'object',
  required: ['code', 'message', 'correlationId'],
  properties: {
    code: { type: 'string', description: 'A constant a program can compare.' },
    message: { type: 'string' },
    correlationId: { type: 'string' },
    details: { description: 'Facts a client can act on.' },
  },
};

const MALFORMED = ['VALIDATION', 'INVALID_BODY', 'INVALID_PATH'] as const;
const UNREACHABLE = ['PEER_UNAVAILABLE', 'STORE_UNAVAILABLE', 'FAULT_INJECTED'] as const;

/**
 * Answers the OpenAPI 3.1 document of a service.
 * @param common what any operation may answer, beside what it declares
 */
export function openApiDocument(
  info: { readonly service: string; readonly version: string },
  operations: readonly Operation[],
  common: Answers = {},
): OpenApiDocument {
  const paths: Record<string, Record<string, OpenApiOperation>> = {};
  for (const operation of operations) {
    for (const template of [operation.path, ...(operation.aliases ?? [])]) {
      const path = openApiPath(template);
      const method = operation.method.toLowerCase();
      paths[path] = { ...paths[path], [method]: describe(operation, { template, method, common }) };
    }
  }
  return {
    openapi: '3.1.0',
    info: { title: info.service, version: info.version },
    paths,
    components: { schemas: { Problem: PROBLEM } },
  };
}

/** Answers an express template in OpenAPI's form: `/cart/:id` is `/cart/{id}`. */
export function openApiPath(template: string): string {
  return template.replace(/:(\w+)/g, '{$1}');
}

function describe(
  operation: Operation,
  {
    template,
    method,
    common,
  }: { readonly template: string; readonly method: string; readonly common: Answers },
): OpenApiOperation {
  const { summary, query, body } = operation;
  const inPath = paramNames(template).map(
    (name): OpenApiParameter => ({
      name,
      in: 'path',
      required: true,
      schema: jsonSchema(pathParameter, 'input'),
    }),
  );
  return {
    operationId: [method, ...template.split(/[^\w.]+/).filter(Boolean)].join('-'),
    summary,
    parameters: [...inPath, ...(query === undefined ? [] : queryParameters(query))],
    ...(body && {
      requestBody: {
        required: false,
        content: { 'application/json': { schema: jsonSchema(body, 'input') } },
      },
    }),
    responses: responsesOf(operation, common),
  };
}

function queryParameters(query: z.ZodType): readonly OpenApiParameter[] {
  const { properties = {}, required = [] } = jsonSchema(query, 'input') as {
    readonly properties?: Readonly<Record<string, Json>>;
    readonly required?: readonly string[];
  };
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }));
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return json;
}

function responsesOf(operation: Operation, common: Answers): OpenApiOperation['responses'] {
  const hasInput =
    operation.path.includes(':') || operation.query !== undefined || operation.body !== undefined;
  const everywhere: readonly Answers[] = [
    { 503: UNREACHABLE },
    hasInput ? { 400: MALFORMED } : {},
    operation.body === undefined ? {} : { 413: ['INVALID_BODY'], 415: ['INVALID_BODY'] },
    common,
  ];
  const merged = new Map<string, Answer>(entriesOf(operation.answers));
  for (const [status, answer] of everywhere.flatMap(entriesOf)) {
    const declared = merged.get(status);
    if (declared === undefined) merged.set(status, answer);
    else if (isCodes(declared) && isCodes(answer)) merged.set(status, [...new Set([...declared, ...answer])]);
  }
  return Object.fromEntries([...merged].map(([status, answer]) => [status, responseOf(answer)]));
}

function entriesOf(answers: Answers): readonly (readonly [status: string, Answer])[] {
  return Object.entries(answers).flatMap(([status, answer]) =>
    answer === undefined ? [] : [[status, answer] as const],
  );
}

function isCodes(answer: Answer): answer is readonly string[] {
  return Array.isArray(answer);
}

function responseOf(answer: Answer): OpenApiOperation['responses'][string] {
  if (answer === 'no body') return { description: 'Done; no body.' };
  if (isCodes(answer)) {
    const schema = {
      allOf: [{ $ref: '#/components/schemas/Problem' }, { properties: { code: { enum: answer } } }],
    };
    return { description: answer.join(', '), content: { 'application/json': { schema } } };
  }
  if (answer instanceof z.ZodType) {
    return {
      description: answer.description ?? 'The answer.',
      content: { 'application/json': { schema: jsonSchema(answer, 'output') } },
    };
  }
  const { contentType } = answer as { readonly contentType: string };
  return { description: contentType, content: { [contentType]: { schema: { type: 'string' } } } };
}

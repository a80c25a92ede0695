import { type JsonKeys, jsonPath } from '../../json-path.ts';
import { camelCase, singular } from '../identifiers.ts';
import type { OpenApi, Operation, Schema } from './openapi-file.ts';

/** An operation whose answer says what a parameter of a path may be. */
export interface Producer {
  readonly operation: Operation;
  /** Path of the value in the answer. */
  readonly at: string;
}

const DEEPEST = 4;

/**
 * Answers which operation makes or lists what a path parameter names: `POST /carts` for the `{id}` of `/carts/{id}`.
 * @param collection the path before the parameter
 */
export function producerOf(api: OpenApi, collection: string, parameter: string): Producer | undefined {
  const candidates = ['POST', 'GET'].flatMap((method) =>
    api.operations.filter((one) => one.method === method && one.path === collection),
  );
  for (const operation of candidates) {
    const names = [parameter, ...idNames(parameter)];
    const at = operation.answer && keysOf(operation.answer, names, api.resolve);
    if (at !== undefined) return { operation, at: jsonPath(at) };
  }
  return undefined;
}

/** Answers what a parameter is called where there are several: the `{id}` of `/carts/{id}` is a `cartId`. */
export function parameterName(collection: string, parameter: string): string {
  if (!/^(id|uuid|key|slug|name)$/i.test(parameter)) return camelCase(parameter);
  const thing = collection.split('/').findLast((part) => /^[A-Za-z]/.test(part)) ?? '';
  return camelCase(`${singular(thing)} ${parameter}`);
}

/** `petId` and `pet_id` are often an `id` in the answer. */
function idNames(parameter: string): readonly string[] {
  const [, suffix] = /(?:^|[_-]|[a-z])(id|uuid|key|slug|name)$/i.exec(parameter) ?? [];
  return suffix === undefined ? [] : [suffix.toLowerCase()];
}

/** The first of some names that an answer holds, what lies less deep first. */
function keysOf(answer: Schema, names: readonly string[], resolve: OpenApi['resolve']): JsonKeys | undefined {
  for (const name of names) {
    let level: { readonly keys: JsonKeys; readonly schema: Schema }[] = [{ keys: [], schema: answer }];
    for (let depth = 0; depth < DEEPEST; depth += 1) {
      const parts = level.map(({ keys, schema }) => ({ keys, schema: resolve(schema) }));
      const holder = parts.find(({ schema }) => Object.hasOwn(propertiesOf(schema), name));
      if (holder !== undefined) return [...holder.keys, name];
      level = parts.flatMap(({ keys, schema }) => [
        ...Object.entries(propertiesOf(schema)).map(([key, part]) => ({
          keys: [...keys, key],
          schema: part,
        })),
        ...(schema['items'] === undefined ? [] : [{ keys: [...keys, 0], schema: schema['items'] as Schema }]),
      ]);
    }
  }
  return undefined;
}

function propertiesOf({ properties = {}, allOf = [] }: Schema): Readonly<Record<string, Schema>> {
  const parts = (allOf as readonly Schema[]).map((part) => part['properties'] ?? {});
  return Object.assign({}, ...parts, properties);
}

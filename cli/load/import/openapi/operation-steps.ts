import { camelCase, Names } from '../identifiers.ts';
import { Expression, type Step, Template, type Value } from '../script.ts';
import type { OpenApi, Operation, Parameter } from './openapi-file.ts';
import { parameterName, producerOf } from './producers.ts';
import { sampleOfSchema } from './sample-of-schema.ts';

type Capture = Step['captures'][number];

/** The requests of one journey: operations, each after those that make what its path names. */
export class OperationSteps {
  readonly #api: OpenApi;
  readonly #names = new Names();
  readonly #steps: {
    readonly operation: Operation;
    readonly step: Omit<Step, 'captures'>;
    readonly captures: Capture[];
  }[] = [];
  /** Constants by the path up to their parameter; `undefined` where nothing makes it, or while it is being made. */
  readonly #made = new Map<string, string | undefined>();
  readonly #notes = new Set<string>();

  constructor(api: OpenApi) {
    this.#api = api;
  }

  /** What whoever imports should know. */
  get notes(): readonly string[] {
    return [...this.#notes];
  }

  all(): readonly Step[] {
    return this.#steps.map(({ step, captures }) => ({ ...step, captures }));
  }

  /** Adds an operation, unless it is there already as what another one needed. */
  add(operation: Operation): void {
    if (this.#steps.some((one) => one.operation === operation)) return;
    const comments: string[] = [];
    const path = this.#path(operation, comments);
    const isTemplated = operation.path.includes('{') || path.parts.join('').includes('?');
    const { security, method } = operation;
    if (security.length > 0) {
      const note = `operations need ${security.join(' or ')}: say it in their headers`;
      if (!this.#notes.has(note))
        comments.push(`This and others need ${security.join(' or ')}: say it in headers.`);
      this.#notes.add(note);
    }
    const headers = operation.parameters.filter((one) => one.in === 'header' && one.required);
    this.#steps.push({
      operation,
      captures: [],
      step: {
        comments,
        method,
        path,
        ...(isTemplated
          ? { route: this.#api.basePath + operation.path.replaceAll(/\{([^}]+)\}/g, ':$1') }
          : {}),
        headers: {
          ...Object.fromEntries(headers.map((one) => [one.name.toLowerCase(), asText(this.#sample(one))])),
          ...typeHeader(operation),
        },
        ...bodyOf(operation, this.#api.resolve),
        answer: this.#names.take(camelCase(`${operation.id} answer`)),
      },
    });
  }

  #path(operation: Operation, comments: string[]): Template {
    const parts: (string | Expression)[] = [this.#api.basePath];
    let collection = '';
    for (const piece of operation.path.split(/(\{[^}]+\})/)) {
      const [, parameter] = /^\{(.+)\}$/.exec(piece) ?? [];
      if (parameter === undefined) parts.push(piece);
      else parts.push(...this.#parameter(operation, collection, parameter, comments));
      collection += piece;
    }
    const query = operation.parameters.filter(
      (one) => one.in === 'query' && (one.required || one.example !== undefined),
    );
    query.forEach((one, place) => {
      const value = this.#sample(one);
      parts.push(`${place === 0 ? '?' : '&'}${encodeURIComponent(one.name)}=`, ...inUrl(value));
    });
    return new Template(parts);
  }

  /** What an operation before it made; else a sample. */
  #parameter(
    operation: Operation,
    collection: string,
    parameter: string,
    comments: string[],
  ): readonly (string | Expression)[] {
    const made = this.#madeBy(collection.replace(/\/$/, ''), parameter);
    if (made !== undefined) return [new Expression(`encodeURIComponent(${made})`)];
    const described = operation.parameters.find((one) => one.in === 'path' && one.name === parameter);
    comments.push(`No operation says what {${parameter}} may be: this one is made up.`);
    this.#notes.add(
      `{${parameter}} of ${collection}{${parameter}} is made up: no operation says what it may be`,
    );
    return inUrl(this.#sample({ schema: {}, ...described, name: parameterName(collection, parameter) }));
  }

  #madeBy(collection: string, parameter: string): string | undefined {
    const key = `${collection}/{}`;
    if (this.#made.has(key)) return this.#made.get(key);
    this.#made.set(key, undefined);
    const producer = producerOf(this.#api, collection, parameter);
    if (producer === undefined) return undefined;
    this.add(producer.operation);
    const name = this.#names.take(parameterName(collection, parameter));
    this.#steps
      .find(({ operation }) => operation === producer.operation)
      ?.captures.push({ name, path: producer.at });
    this.#made.set(key, name);
    return name;
  }

  #sample({ name, schema, example }: Pick<Parameter, 'name' | 'schema' | 'example'>): Value {
    if (example !== undefined) return example as Value; // JSON, as the document is
    return sampleOfSchema(schema, { draw: name, key: name, resolve: this.#api.resolve }) ?? name;
  }
}

function bodyOf({ body }: Operation, resolve: OpenApi['resolve']): Pick<Step, 'body' | 'form'> {
  if (body === undefined) return {};
  const sample =
    (body.example as Value | undefined) ?? sampleOfSchema(body.schema, { draw: '', key: 'text', resolve });
  if (sample === undefined) return {};
  if (!body.type.includes('x-www-form-urlencoded')) return { body: sample };
  const fields = Object.entries(sample as { readonly [key: string]: Value });
  return { form: Object.fromEntries(fields.map(([key, value]) => [key, asText(value)])) };
}

/** A kind of JSON or text that the engine would not say by itself. */
function typeHeader({ body }: Operation): Readonly<Record<string, Value>> {
  if (body === undefined || /^application\/(json|x-www-form-urlencoded)\b|\*/.test(body.type)) return {};
  return { 'content-type': body.type };
}

function inUrl(value: Value): readonly (string | Expression)[] {
  if (value instanceof Template)
    return value.parts.map((part) => (typeof part === 'string' ? encodeURIComponent(part) : part));
  if (value instanceof Expression) return [value];
  return [encodeURIComponent(String(value))];
}

function asText(value: Value): Value {
  if (value instanceof Expression) return new Expression(`String(${value.source})`);
  return typeof value === 'string' || value instanceof Template ? value : JSON.stringify(value);
}

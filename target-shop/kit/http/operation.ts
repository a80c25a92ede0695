import type * as z from 'zod';

/**
 * What one status answers: JSON of a schema, a problem with one of these codes, no body, or something that is not JSON.
 */
export type Answer = z.ZodType | readonly string[] | 'no body' | { readonly contentType: string };

/** Answers by status; `5XX` stands for any status from 500 on. */
export type Answers = Readonly<Partial<Record<number | `${1 | 2 | 3 | 4 | 5}XX`, Answer>>>;

/**
 * One operation of a service as its clients see it. From the same declaration requests are validated,
 * the OpenAPI document is made, and tests check what is sent.
 */
export interface Operation<
  Path extends string = string,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Express template, for example `/cart/:id`; telemetry names the route by it. */
  readonly path: Path;
  /** Other templates with the same parameters under which it answers too. */
  readonly aliases?: readonly string[];
  /** One sentence. */
  readonly summary: string;
  readonly query?: Query;
  /** A body that is left out is read as `{}`. */
  readonly body?: Body;
  /**
   * What it answers, by status. Not to be listed, since every operation has them where they can happen:
   * 400 for input that the schemas refuse, 413 and 415 for a body, 503 for a store or peer that cannot be reached.
   */
  readonly answers: Answers;
  /** It orders or pays: the gateway lets only those who are logged in do so while the flag `auth-required` is on. */
  readonly mayRequireLogin?: true;
}

/** Answers the operation itself; from its schemas the types of its handler follow. */
export function operation<
  const Path extends string,
  const Given extends Answers,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
>(
  declared: Operation<Path, Query, Body> & { readonly answers: Given },
): Operation<Path, Query, Body> & { readonly answers: Given } {
  return declared;
}

/** The names of the parameters of a template. */
export type ParamNames<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Name | ParamNames<`/${Rest}`>
  : Path extends `${string}:${infer Name}`
    ? Name
    : never;

/** Answers the names of the parameters of a template, in their order. */
export function paramNames(path: string): readonly string[] {
  return [...path.matchAll(/:(\w+)/g)].map(([, name]) => String(name));
}

import express, { type IRouter, type Request, type RequestHandler, type Response } from 'express';
import * as z from 'zod';
import type { Operation, ParamNames } from './operation.ts';
import { paramNames } from './operation.ts';
import { line, readInput } from './read-input.ts';

/** An operation and the code that serves it. */
export interface Route {
  readonly operation: Operation;
  readonly handle: RequestHandler;
}

/** A service's routes in the order in which express tries them; a handler without an operation is put before the rest. */
export type Routes = readonly (Route | RequestHandler)[];

/** What a handler is given of a request: read by the operation's schemas, so it needs no further checks. */
export interface RouteInput<Path extends string, Query extends z.ZodType, Body extends z.ZodType> {
  readonly params: { readonly [Name in ParamNames<Path>]: string };
  readonly query: z.output<Query>;
  readonly body: z.output<Body>;
}

/** A path parameter. */
export const pathParameter = line.min(1).max(200);

/** Binds an operation to its handler. Input that the operation's schemas refuse is answered with 400 and never arrives. */
export function route<Path extends string, Query extends z.ZodType, Body extends z.ZodType>(
  operation: Operation<Path, Query, Body>,
  handle: (
    input: RouteInput<Path, Query, Body>,
    response: Response,
    request: Request,
  ) => void | Promise<void>,
): Route {
  const params = z.object(
    Object.fromEntries(paramNames(operation.path).map((name) => [name, pathParameter])),
  );
  return {
    operation,
    handle: (request, response) => {
      const input = {
        params: readInput(params, request.params),
        query: operation.query && readInput(operation.query, request.query),
        body: operation.body && readInput(operation.body, request.body),
      };
      // The schemas have made it so; the compiler cannot follow them through the generic operation.
      return handle(input as RouteInput<Path, Query, Body>, response, request);
    },
  };
}

/** Binds an operation that somebody behind this service validates and serves to what passes it on. */
export function passedOn(operation: Operation, handle: RequestHandler): Route {
  return { operation, handle };
}

/** What curl sends when nobody says what it is counts as JSON too: every body of the shop is JSON. */
const readJson = express.json({
  limit: '100kb',
  type: ['application/json', 'application/x-www-form-urlencoded'],
});

const VERBS = { GET: 'get', POST: 'post', PUT: 'put', PATCH: 'patch', DELETE: 'delete' } as const;

/** Puts routes on an app or a router; a body is read only where an operation has one. */
export function mountRoutes(on: IRouter, routes: Routes): void {
  for (const one of routes) {
    if (typeof one === 'function') on.use(one);
    else {
      const { method, path, aliases = [], body } = one.operation;
      on[VERBS[method]]([path, ...aliases], ...(body === undefined ? [] : [readJson]), one.handle);
    }
  }
}

/** Answers the operations among routes. */
export function operationsOf(routes: Routes): readonly Operation[] {
  return routes.flatMap((one) => (typeof one === 'function' ? [] : [one.operation]));
}

import type { RequestHandler, Router } from 'express';
import type { ServiceName } from '../service-table.ts';

/** One route of the shop's public API, and who serves it behind the gateway. */
export interface PublicRoute {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Template as clients use it. */
  readonly path: string;
  /** Template on the service, with the same parameters; `undefined` where the gateway itself answers. */
  readonly target?: { readonly service: ServiceName; readonly path: string };
}

/** THE table of the public API. A path with fixed words stands before one with a parameter in their place. */
export const PUBLIC_API: readonly PublicRoute[] = [
  { method: 'POST', path: '/api/browse' },
  { method: 'POST', path: '/api/checkout' },
  ...served('catalog', [
    ['GET', '/api/menu', '/menu'],
    ['GET', '/api/menu/:id', '/menu/:id'],
  ]),
  ...served('recommendation', [
    ['GET', '/api/recommendations', '/recommendations'],
    ['GET', '/api/products/recommendations', '/products/recommendations'],
  ]),
  ...served('catalog', [
    ['GET', '/api/products', '/products'],
    ['GET', '/api/products/search', '/products/search'],
    ['GET', '/api/products/batch', '/products/batch'],
    ['GET', '/api/products/:id', '/products/:id'],
  ]),
  ...served('cart', [
    ['POST', '/api/cart', '/cart'],
    ['GET', '/api/cart/:id', '/cart/:id'],
    ['DELETE', '/api/cart/:id', '/cart/:id'],
    ['POST', '/api/cart/:id/items', '/cart/:id/items'],
    ['PATCH', '/api/cart/:id/items/:itemId', '/cart/:id/items/:itemId'],
    ['DELETE', '/api/cart/:id/items/:itemId', '/cart/:id/items/:itemId'],
  ]),
  ...served('orders', [
    ['POST', '/api/orders', '/orders'],
    ['GET', '/api/orders', '/orders'],
    ['GET', '/api/orders/:id', '/orders/:id'],
    ['PATCH', '/api/orders/:id', '/orders/:id'],
    ['GET', '/api/customers', '/customers'],
    ['GET', '/api/customers/:name/orders', '/customers/:name/orders'],
  ]),
];

/** Puts a handler for each route of the public API on a router. */
export function mountPublicApi(router: Router, handlerOf: (route: PublicRoute) => RequestHandler): void {
  const verbs = { GET: 'get', POST: 'post', PATCH: 'patch', DELETE: 'delete' } as const;
  for (const route of PUBLIC_API) router[verbs[route.method]](route.path, handlerOf(route));
}

function served(
  service: ServiceName,
  routes: readonly (readonly [method: PublicRoute['method'], path: string, targetPath: string])[],
): readonly PublicRoute[] {
  return routes.map(([method, path, targetPath]) => ({
    method,
    path,
    target: { service, path: targetPath },
  }));
}

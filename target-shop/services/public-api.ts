import type { RequestHandler } from 'express';
import type { Operation } from '../kit/http/operation.ts';
import { passedOn, type Route } from '../kit/http/route.ts';
import type { ServiceName } from '../service-table.ts';
import { ADD_ITEM, CREATE_CART, READ_CART, REMOVE_CART, REMOVE_ITEM, SET_QUANTITY } from './cart/api.ts';
import {
  LIST_PRODUCTS,
  MENU,
  MENU_ITEM,
  PRODUCT_BATCH,
  READ_PRODUCT,
  SEARCH_PRODUCTS,
} from './catalog/api.ts';
import { BROWSE, CHECKOUT } from './gateway/api.ts';
import {
  CUSTOMER_ORDERS,
  LIST_CUSTOMERS,
  LIST_ORDERS,
  PLACE_ORDER,
  READ_ORDER,
  REPORT_STATUS,
} from './orders/api.ts';
import { RECOMMENDATIONS } from './recommendation/api.ts';

/** One operation of the shop's public API, and who serves it behind the gateway. */
export interface PublicRoute {
  /** As clients see it. */
  readonly operation: Operation;
  /** Template on the service, with the same parameters; `undefined` where the gateway itself answers. */
  readonly target?: { readonly service: ServiceName; readonly path: string };
}

/** THE table of the public API. A path with fixed words stands before one with a parameter in their place. */
export const PUBLIC_API: readonly PublicRoute[] = [
  { operation: BROWSE },
  { operation: CHECKOUT },
  ...served('catalog', [
    ['/api/menu', MENU],
    ['/api/menu/:id', MENU_ITEM],
  ]),
  ...served('recommendation', [
    ['/api/recommendations', RECOMMENDATIONS],
    ['/api/products/recommendations', RECOMMENDATIONS],
  ]),
  ...served('catalog', [
    ['/api/products', LIST_PRODUCTS],
    ['/api/products/search', SEARCH_PRODUCTS],
    ['/api/products/batch', PRODUCT_BATCH],
    ['/api/products/:id', READ_PRODUCT],
  ]),
  ...served('cart', [
    ['/api/cart', CREATE_CART],
    ['/api/cart/:id', READ_CART],
    ['/api/cart/:id', REMOVE_CART],
    ['/api/cart/:id/items', ADD_ITEM],
    ['/api/cart/:id/items/:itemId', SET_QUANTITY],
    ['/api/cart/:id/items/:itemId', REMOVE_ITEM],
  ]),
  ...served('orders', [
    ['/api/orders', PLACE_ORDER],
    ['/api/orders', LIST_ORDERS],
    ['/api/orders/:id', READ_ORDER],
    ['/api/orders/:id', REPORT_STATUS],
    ['/api/customers', LIST_CUSTOMERS],
    ['/api/customers/:name/orders', CUSTOMER_ORDERS],
  ]),
];

/** Answers the routes that pass the public API on. @param handlerOf what serves one of them */
export function publicApiRoutes(handlerOf: (route: PublicRoute) => RequestHandler): readonly Route[] {
  return PUBLIC_API.map((one) => passedOn(one.operation, handlerOf(one)));
}

function served(
  service: ServiceName,
  routes: readonly (readonly [path: string, operation: Operation])[],
): readonly PublicRoute[] {
  return routes.map(([path, { aliases: _, ...operation }]) => ({
    operation: { ...operation, path },
    target: { service, path: operation.path },
  }));
}

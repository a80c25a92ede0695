import type { RequestHandler } from 'express';
import type { Operation } from '../kit/http/operation.ts';
import { passedOn, type Route } from '../kit/http/route.ts';
import type { ServiceName } from '../service-table.ts';
import { READ_ADS } from './ad/api.ts';
import { ADD_ITEM, CREATE_CART, READ_CART, REMOVE_CART, REMOVE_ITEM, SET_QUANTITY } from './cart/api.ts';
import {
  LIST_PRODUCTS,
  LIST_SOCKS,
  LIST_TAGS,
  MENU,
  MENU_ITEM,
  PRODUCT_BATCH,
  READ_PRODUCT,
  READ_SOCK,
  SEARCH_PRODUCTS,
} from './catalog/api.ts';
import { CONVERT, READ_RATES } from './currency/api.ts';
import { BROWSE, CHECKOUT } from './gateway/api.ts';
import {
  BROWSE_PETS,
  ORDER_PET,
  PAY_FOR_PET,
  PET_ORDER_STATUS,
  PETSTORE_HEALTH,
  READ_CONFIG,
  READ_PET,
  WRITE_CONFIG,
} from './gateway/petstore/api.ts';
import {
  ADD_TO_OWN_CART,
  CLEAR_OWN_CART,
  LIST_OWN_ORDERS,
  ORDER_OWN_CART,
  READ_OWN_CART,
  UPDATE_OWN_CART,
} from './gateway/sock/api.ts';
import {
  ADD_TO_NAMED_CART,
  CLEAR_NAMED_CART,
  ORDER_PRODUCT,
  READ_NAMED_CART,
  REMOVE_FROM_NAMED_CART,
} from './gateway/v5/api.ts';
import {
  CUSTOMER_ORDERS,
  LIST_CUSTOMERS,
  LIST_ORDERS,
  PLACE_ORDER,
  READ_ORDER,
  REPORT_STATUS,
  SAGA_STATUS,
} from './orders/api.ts';
import { RECOMMENDATIONS } from './recommendation/api.ts';
import {
  ADD_ADDRESS,
  ADD_CARD,
  ISSUE_TOKEN,
  LIST_ACCOUNTS,
  LOGIN,
  LOGOUT,
  READ_ACCOUNT,
  READ_ADDRESS,
  READ_CARD,
  REGISTER,
} from './user/api.ts';

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
  { operation: BROWSE_PETS },
  { operation: READ_PET },
  { operation: ORDER_PET },
  { operation: PET_ORDER_STATUS },
  { operation: PAY_FOR_PET },
  { operation: PETSTORE_HEALTH },
  { operation: READ_CONFIG },
  { operation: WRITE_CONFIG },
  { operation: ORDER_PRODUCT },
  { operation: READ_OWN_CART },
  { operation: ADD_TO_OWN_CART },
  { operation: CLEAR_OWN_CART },
  { operation: UPDATE_OWN_CART },
  { operation: READ_NAMED_CART },
  { operation: ADD_TO_NAMED_CART },
  { operation: REMOVE_FROM_NAMED_CART },
  { operation: CLEAR_NAMED_CART },
  { operation: LIST_OWN_ORDERS },
  { operation: ORDER_OWN_CART },
  ...served('catalog', [
    ['/catalogue', LIST_SOCKS],
    ['/catalogue/:id', READ_SOCK],
    ['/tags', LIST_TAGS],
  ]),
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
    ['/api/orders/:id/status', SAGA_STATUS],
    ['/api/orders/:id', READ_ORDER],
    ['/api/orders/:id', REPORT_STATUS],
    ['/api/customers', LIST_CUSTOMERS],
    ['/api/customers/:name/orders', CUSTOMER_ORDERS],
  ]),
  ...served('user', [
    ['/auth/login', ISSUE_TOKEN],
    ['/login', LOGIN],
    ['/logout', LOGOUT],
    ['/register', REGISTER],
    ['/customers', LIST_ACCOUNTS],
    ['/customers/:id', READ_ACCOUNT],
    ['/addresses', ADD_ADDRESS],
    ['/addresses/:id', READ_ADDRESS],
    ['/cards', ADD_CARD],
    ['/cards/:id', READ_CARD],
  ]),
  ...served('currency', [
    ['/api/rates', READ_RATES],
    ['/api/convert', CONVERT],
  ]),
  ...served('ad', [['/api/ads', READ_ADS]]),
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

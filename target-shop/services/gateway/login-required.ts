import type { RequestHandler } from 'express';
import type { Kit } from '../../kit/kit.ts';
import type { Authorisation } from '../authorisation.ts';

/** What only somebody known may do while the flag `auth-required` is on, by method and path. */
const ORDERS_SOMETHING = new Set([
  'POST /api/orders',
  'POST /api/checkout',
  'POST /orders/create',
  'POST /petstore-domain/orders',
  'POST /create-order',
  'POST /petstore-domain/payments',
  'POST /process-payment',
]);

/** Answers 401 to strangers who want to order, while the flag `auth-required` is on. */
export function loginRequired(kit: Kit, auth: Authorisation): RequestHandler {
  return async (req, _res, next) => {
    // Express finds a route in capitals and with a slash at its end as well.
    const path = req.path.toLowerCase().replace(/\/$/, '');
    if (ORDERS_SOMETHING.has(`${req.method} ${path}`) && kit.flags.get('auth-required')) {
      await auth.principalOf(req);
    }
    next();
  };
}

import type { RequestHandler } from 'express';
import type { Kit } from '../../kit/kit.ts';
import type { Authorisation } from '../authorisation.ts';

/**
 * Puts a login before a handler while the flag `auth-required` is on: strangers are answered 401.
 * It stands on the route itself, so it holds for every spelling of a path that express takes for the route's.
 */
export function behindLogin(handle: RequestHandler, kit: Kit, auth: Authorisation): RequestHandler {
  return async (req, res, next) => {
    if (kit.flags.get('auth-required')) await auth.principalOf(req);
    return handle(req, res, next);
  };
}

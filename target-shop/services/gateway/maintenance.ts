import type { RequestHandler } from 'express';
import { HttpProblem } from '../../kit/http-problem.ts';
import type { Kit } from '../../kit/kit.ts';

const RETRY_AFTER_SECONDS = '60';

/** Answers 503 to everything while the shop is under maintenance (E-14). */
export function maintenance(kit: Kit): RequestHandler {
  return (_req, _res, next) => {
    if (!kit.flags.get('maintenance')) return next();
    throw new HttpProblem(503, 'MAINTENANCE', 'The shop is under maintenance', {
      headers: { 'Retry-After': RETRY_AFTER_SECONDS },
    });
  };
}

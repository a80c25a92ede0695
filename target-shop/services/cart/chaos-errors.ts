import type { Response } from 'express';
import { applySteadyFault } from '../../kit/fault-injection.ts';
import type { Kit } from '../../kit/kit.ts';

const FLAG = 'cart-chaos-errors';

/**
 * Lets an add-item call meet the fault of C-39: it waits, then the answer is 503 with the document's body.
 * `Retry-After` is in whole seconds, the body's `retryAfter` in milliseconds.
 * @returns whether the call is answered by now
 */
export async function answeredByChaos(kit: Kit, res: Response): Promise<boolean> {
  const fault = kit.flags.get(FLAG);
  if (fault === null || (await applySteadyFault(kit, fault, FLAG)) === 'pass') return false;
  const message = 'Adding items fails on purpose: the feature flag cart-chaos-errors is on';
  res
    .status(503)
    .set('Retry-After', String(Math.max(1, Math.ceil(fault.delayMs / 1000))))
    .json({
      error: message,
      code: 'FEATURE_FLAG_CHAOS',
      retryAfter: fault.delayMs,
      correlationId: res.get('X-Correlation-ID'),
    });
  return true;
}

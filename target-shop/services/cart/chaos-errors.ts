import { applySteadyFault } from '../../kit/fault-injection.ts';
import { HttpProblem } from '../../kit/http-problem.ts';
import type { Kit } from '../../kit/kit.ts';

const FLAG = 'cart-chaos-errors';

/**
 * Lets an add-item call meet the fault of C-39: it waits, then the answer is 503 with the document's body.
 * `Retry-After` is in whole seconds, the body's `retryAfter` in milliseconds.
 * @throws HttpProblem 503 FEATURE_FLAG_CHAOS
 */
export async function meetChaosErrors(kit: Kit): Promise<void> {
  const fault = kit.flags.get(FLAG);
  if (fault === null || (await applySteadyFault(kit, fault, FLAG)) === 'pass') return;
  const message = 'Adding items fails on purpose: the feature flag cart-chaos-errors is on';
  throw new HttpProblem(503, 'FEATURE_FLAG_CHAOS', message, {
    headers: { 'Retry-After': String(Math.max(1, Math.ceil(fault.delayMs / 1000))) },
    extra: { error: message, retryAfter: fault.delayMs },
  });
}

import type { FlagValues } from '../contract/flags.ts';
import { applySteadyFault } from '../kit/fault-injection.ts';
import { HttpProblem } from '../kit/http-problem.ts';
import type { Kit } from '../kit/kit.ts';

const FLAG = 'random-errors';

/** Answers whether this call is one of those that fail for no reason (C-46); the share is spread evenly. */
export async function failsAtRandom(
  kit: Kit,
  work: keyof NonNullable<FlagValues[typeof FLAG]>,
): Promise<boolean> {
  const shares = kit.flags.get(FLAG);
  if (shares === null) return false;
  return (await applySteadyFault(kit, { failureRatio: shares[work], delayMs: 0 }, FLAG)) === 'fail';
}

/** Lets a call meet them. @throws HttpProblem 503 RANDOM_ERROR */
export async function meetRandomErrors(kit: Kit, work: 'menu' | 'orders'): Promise<void> {
  if (!(await failsAtRandom(kit, work))) return;
  throw new HttpProblem(503, 'RANDOM_ERROR', 'Something failed for no reason: the flag random-errors is on');
}

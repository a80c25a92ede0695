import { setFlagsFromString } from 'node:v8';
import type { LoadPlan } from '../../plan/run-plan.ts';

/** From so many users on, memory is worth more than speed. */
const MANY_USERS = 200;

/**
 * Lets V8 keep little garbage where many users are to come: else that of former ones grows to as much as living ones
 * take, 70 MB more for 1,000. Collecting so often costs speed, which few users need not pay.
 */
export function fitHeapTo(
  { userStages = [] }: Pick<LoadPlan, 'userStages'>,
  setFlag = setFlagsFromString,
): void {
  const most = Math.max(0, ...userStages.flatMap(({ fromUsers, toUsers }) => [fromUsers, toUsers]));
  if (most >= MANY_USERS) setFlag('--optimize-for-size');
}

import type { ClaimedOrder } from '../../claims/claimed-order.ts';
import { openClaim } from '../../claims/open-claim.ts';
import type { UserWorld } from '../../visit.ts';

/**
 * Answers what the orders of one of k6's virtual users are claimed by.
 * @param prefix begins every reference; no other load has it
 * @param tell takes each claim as it stands
 */
export function tellingClaims(prefix: string, tell: (claim: ClaimedOrder) => void): UserWorld['claims'] {
  // No other virtual user has the iteration.
  let opened = 0;
  return {
    open({ load, iteration, customer }) {
      const reference = `${prefix}.${iteration}-${opened} ${load} ${iteration}`;
      opened += 1;
      return openClaim({ reference, customer }, tell);
    },
  };
}

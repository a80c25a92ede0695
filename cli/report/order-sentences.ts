import { formatCount } from '../core/format-count.ts';
import type { Outcome } from '../expect/verdict.ts';
import type { Reconciliation } from '../load/reconciliation.ts';

/** What the check of a run's orders is called in every report. */
export const ORDERS_CHECK = 'orders.reconciled';

/** Answers how the check came out: one that was not made is neither met nor missed. */
export function ordersOutcome({ outcome }: Reconciliation): Outcome {
  return outcome === 'not-reconciled' ? 'inconclusive' : outcome;
}

/** Answers what came of the check: `412 of 412 orders as users were told`. */
export function ordersSentence({ outcome, reason, placed, reconciled }: Reconciliation): string {
  if (outcome === 'not-reconciled') return `not reconciled: ${reason}`;
  const found = `${formatCount(reconciled)} of ${formatCount(placed)} orders as users were told`;
  return reason === undefined ? found : `${found}; not all looked up: ${reason}`;
}

/** Answers what else there is to know of a run's orders, a line each. */
export function orderNotes(orders: Reconciliation): readonly string[] {
  const { lost, lostButPlaced, further, violated, violations } = orders;
  return [
    ...(lost === 0 ? [] : [lostNote(orders, lost, lostButPlaced)]),
    ...(further === 0
      ? []
      : [`${formatCount(further)} further orders: of no more than 10,000 is kept what users were told`]),
    ...(violated > violations.length ? [`${formatCount(violated - violations.length)} more are wrong`] : []),
  ];
}

function lostNote({ outcome }: Reconciliation, lost: number, lostButPlaced: number): string {
  const unanswered = `${formatCount(lost)} orders were not answered, or with a failure`;
  if (outcome === 'not-reconciled') return unanswered;
  return `${unanswered}; the shop has ${formatCount(lostButPlaced)} of them, which is tolerated`;
}

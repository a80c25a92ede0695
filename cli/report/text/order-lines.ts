import type { Reconciliation } from '../../load/reconciliation.ts';
import { ORDERS_CHECK, orderNotes, ordersOutcome, ordersSentence } from '../order-sentences.ts';
import { OUTCOME_SYMBOL } from '../outcome.ts';
import { painter, paintOutcome, type TextOptions } from './paint.ts';
import { printable, wrap } from './table.ts';

/** More would push the verdict off the screen; the record holds a hundred. */
const MOST_VIOLATIONS = 10;

/** Answers whether the shop's books agree with what users were told, and which orders do not. */
export function orderLines(orders: Reconciliation, options: TextOptions): readonly string[] {
  const paint = painter(options);
  const outcome = ordersOutcome(orders);
  const mark = paintOutcome(outcome, paint)(`${OUTCOME_SYMBOL[outcome]} ${outcome}`);
  const indented = (text: string) =>
    wrap(printable(text), options.width - 4).map(
      (line, place) => `${place === 0 ? '    ' : '      '}${line}`,
    );
  const shown = orders.violations.slice(0, MOST_VIOLATIONS);
  const left = orders.violations.length - shown.length;
  return [
    paint.bold('ORDERS'),
    `  ${mark}  ${ORDERS_CHECK}  ${printable(ordersSentence(orders))}`,
    ...shown.flatMap(({ kind, orderId, text }) => indented(`${orderId} ${kind}: ${text}`)),
    ...(left > 0 ? [`    and ${left} more in the record`] : []),
    ...orderNotes(orders).flatMap(indented),
  ];
}

import type { OrderViolation, Reconciliation } from '../reconciliation.ts';
import type { ClaimedOrder, Claims } from './claimed-order.ts';
import type { BookedOrder, SeenOrders } from './seen-orders.ts';

/** An order that money was taken for; what was refunded was paid before. */
const PAID: readonly string[] = ['PAID', 'SHIPPED', 'DELIVERED', 'REFUNDED'];

const MOST_VIOLATIONS = 100;

/**
 * Answers whether the shop's books agree with what users were told: every placed order is there, paid, adds up and
 * costs what was said; nobody's order is there twice; what was refused is not there. An order whose answer was lost
 * may be there, once.
 */
export function reconcileClaims(claims: Claims, seen: SeenOrders): Omit<Reconciliation, 'reason'> {
  const ofOutcome = (outcome: ClaimedOrder['outcome']) =>
    claims.kept.filter((claim) => claim.outcome === outcome);
  const placed = ofOutcome('placed');
  const lost = ofOutcome('lost');
  const booked = bookedByReference(seen);
  const unseen = placed.filter((claim) => lookUp(claim, seen) === 'unseen').length;
  const single = placed.flatMap((claim) => violationsOf(claim, lookUp(claim, seen)));
  const violations = [
    ...single,
    ...toldTwice(placed),
    ...claims.kept.flatMap((claim) => orderedTwice(claim, booked)),
    ...ofOutcome('refused').flatMap((claim) => placedThoughRefused(claim, booked)),
  ];
  const wrong = new Set(violations.map(({ orderId }) => orderId));
  return {
    outcome: violations.length > 0 ? 'fail' : unseen > 0 ? 'inconclusive' : 'pass',
    placed: placed.length,
    reconciled: placed.filter(
      (claim) => lookUp(claim, seen) !== 'unseen' && !wrong.has(claim.told?.orderId ?? ''),
    ).length,
    unseen,
    lost: lost.length,
    lostButPlaced: lost.filter(({ reference }) => booked.has(reference)).length,
    further: claims.further,
    violations: violations.slice(0, MOST_VIOLATIONS),
    violated: violations.length,
  };
}

/** Paid orders by the claim that they name. */
function bookedByReference({ histories }: SeenOrders): ReadonlyMap<string, readonly BookedOrder[]> {
  const paid = [...histories.values()].flatMap(({ orders }) =>
    orders.filter(({ status }) => PAID.includes(status)),
  );
  return Map.groupBy(paid, ({ instructions }) => instructions);
}

/** Answers the order that a claim's user was told of. */
function lookUp({ customer, told }: ClaimedOrder, seen: SeenOrders): BookedOrder | 'missing' | 'unseen' {
  const history = seen.histories.get(customer);
  if (history === undefined || told === undefined) return 'unseen';
  const listed = history.orders.find(({ id }) => id === told.orderId);
  if (listed !== undefined) return listed;
  if (history.isWhole) return 'missing';
  return seen.byId.has(told.orderId) ? (seen.byId.get(told.orderId) ?? 'missing') : 'unseen';
}

function violationsOf(
  { customer, told }: ClaimedOrder,
  order: BookedOrder | 'missing' | 'unseen',
): readonly OrderViolation[] {
  if (order === 'unseen' || told === undefined) return [];
  const { orderId } = told;
  if (order === 'missing') return [{ kind: 'missing', orderId, text: `not among the orders of ${customer}` }];
  const { status, totalCents, linesCents, shippingCents } = order;
  const parts = `${money(linesCents)} and ${money(shippingCents)} shipping`;
  return [
    ...(PAID.includes(status)
      ? []
      : [
          {
            kind: 'not-paid',
            orderId,
            text: `placed, as ${customer} was told, but it is ${status}`,
          } as const,
        ]),
    ...(linesCents + shippingCents === totalCents
      ? []
      : [{ kind: 'does-not-add-up', orderId, text: `${parts} are not ${money(totalCents)}` } as const]),
    ...(totalCents === told.totalCents
      ? []
      : [
          {
            kind: 'not-as-told',
            orderId,
            text: `it costs ${money(totalCents)}, and ${customer} was told ${money(told.totalCents)}`,
          } as const,
        ]),
  ];
}

function toldTwice(placed: readonly ClaimedOrder[]): readonly OrderViolation[] {
  const byId = Map.groupBy(placed, ({ told }) => told?.orderId ?? '');
  return [...byId].flatMap(([orderId, claims]) =>
    claims.length < 2
      ? []
      : [
          {
            kind: 'told-twice',
            orderId,
            text: `${claims.length} orders were answered with this id`,
          } as const,
        ],
  );
}

function orderedTwice(
  { reference, customer, told }: ClaimedOrder,
  booked: ReadonlyMap<string, readonly BookedOrder[]>,
): readonly OrderViolation[] {
  const ids = (booked.get(reference) ?? []).map(({ id }) => id);
  if (ids.length < 2) return [];
  const orderId = told?.orderId ?? ids.join(', ');
  const text = `${customer} ordered once, and the shop has ${ids.length} orders: ${ids.join(', ')}`;
  return [{ kind: 'ordered-twice', orderId, text }];
}

function placedThoughRefused(
  { reference, customer }: ClaimedOrder,
  booked: ReadonlyMap<string, readonly BookedOrder[]>,
): readonly OrderViolation[] {
  return (booked.get(reference) ?? []).map(({ id, status }) => ({
    kind: 'placed-though-refused',
    orderId: id,
    text: `it is ${status}, and ${customer} was told that it is refused`,
  }));
}

function money(cents: number): string {
  return (cents / 100).toFixed(2);
}

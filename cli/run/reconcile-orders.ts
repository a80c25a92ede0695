import type { Clock } from '../core/clock.ts';
import type { Claims } from '../load/claims/claimed-order.ts';
import { reconcileClaims } from '../load/claims/reconcile-claims.ts';
import type { BookedOrder, OrderHistory } from '../load/claims/seen-orders.ts';
import type { Reconciliation } from '../load/reconciliation.ts';
import type { OrderBooks } from './order-books.ts';

/** Questions to the shop at once: users are gone, but it may be at work for others. */
const AT_ONCE = 8;
/** However many orders there are. */
const RECONCILED_WITHIN_MS = 60_000;

export interface ReconcileOptions {
  readonly claims: Claims;
  readonly targetUrl: string;
  readonly clock: Clock;
  /** Ends it at once. */
  readonly signal: AbortSignal;
}

/**
 * Looks up in the shop's books what its users were told of their orders, within a minute. `undefined` when nobody
 * ordered anything.
 */
export async function reconcileOrders({
  claims,
  targetUrl,
  clock,
  signal,
}: ReconcileOptions): Promise<Reconciliation | undefined> {
  if (claims.kept.length === 0) return undefined;
  if (signal.aborted) return notReconciled(claims, 'the run was stopped');
  const overdue = AbortSignal.timeout(RECONCILED_WITHIN_MS);
  // Loaded here: only where there are orders does the process need undici.
  const { openOrderBooks } = await import('./order-books.ts');
  const books = openOrderBooks({
    ...{ targetUrl, clock, connections: AT_ONCE },
    signal: AbortSignal.any([signal, overdue]),
  });
  try {
    const looked = await lookUp(claims, books);
    if (signal.aborted) return notReconciled(claims, 'the run was stopped');
    if ('noBooks' in looked) return notReconciled(claims, looked.noBooks);
    const { unknown, ...seen } = looked;
    const [why] = unknown;
    return {
      ...reconcileClaims(claims, seen),
      ...(why === undefined ? {} : { reason: overdue.aborted ? 'a minute was not enough' : why }),
    };
  } finally {
    await books.close();
  }
}

interface LookedUp {
  readonly histories: ReadonlyMap<string, OrderHistory>;
  readonly byId: ReadonlyMap<string, BookedOrder | undefined>;
  /** Why something is not known, once for each. */
  readonly unknown: readonly string[];
}

/** Asks for one history first: a target that has none is not asked for more. */
async function lookUp(claims: Claims, books: OrderBooks): Promise<LookedUp | { readonly noBooks: string }> {
  const [first = '', ...others] = new Set(claims.kept.map(({ customer }) => customer));
  const histories = new Map<string, OrderHistory>();
  const byId = new Map<string, BookedOrder | undefined>();
  const unknown: string[] = [];
  const lookAt = async (customer: string) => {
    const look = await books.historyOf(customer);
    if (look.kind === 'found') histories.set(customer, look.found);
    else unknown.push(look.reason);
    return look;
  };
  const look = await lookAt(first);
  if (look.kind === 'none') return { noBooks: look.reason };
  await forEach(others, lookAt);
  await forEach(notListed(claims, histories), async (id) => {
    const order = await books.order(id);
    if (order.kind === 'unknown') unknown.push(order.reason);
    else byId.set(id, order.kind === 'found' ? order.found : undefined);
  });
  return { histories, byId, unknown };
}

/** Placed orders that may stand further down in a history than it is listed. */
function notListed(claims: Claims, histories: ReadonlyMap<string, OrderHistory>): readonly string[] {
  const listed = new Set([...histories.values()].flatMap(({ orders }) => orders.map(({ id }) => id)));
  return claims.kept.flatMap(({ customer, told }) => {
    const isBelow = told !== undefined && histories.get(customer)?.isWhole === false;
    return isBelow && !listed.has(told.orderId) ? [told.orderId] : [];
  });
}

async function forEach<Item>(items: readonly Item[], act: (item: Item) => Promise<unknown>): Promise<void> {
  const left = items.values();
  const worker = async () => {
    for (const item of left) await act(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

function notReconciled({ kept, further }: Claims, reason: string): Reconciliation {
  const count = (outcome: string) => kept.filter((claim) => claim.outcome === outcome).length;
  const placed = count('placed');
  return {
    outcome: 'not-reconciled',
    reason,
    ...{ placed, reconciled: 0, unseen: placed, lost: count('lost'), lostButPlaced: 0 },
    ...{ further, violations: [], violated: 0 },
  };
}

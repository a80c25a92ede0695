import type { Kit, Postgres } from '../../kit/kit.ts';
import { requestInHand } from '../../kit/request-in-hand.ts';
import { newHexId } from '../hex-id.ts';
import { type Order, type OrderDraft, totalOf } from './order.ts';
import { type OrderStatus, statusesBefore } from './order-status.ts';

/** What is written down with a change of state. */
export interface StatusChange {
  readonly to: OrderStatus;
  /** For the audit trail. */
  readonly reason?: string;
  readonly transactionId?: string;
}

/** All orders, in Postgres: the record. */
export interface OrderBook {
  /** Writes a new order down as CREATED. @returns the earlier order of the same cart instead, if there is one */
  create(draft: OrderDraft): Promise<{ readonly order: Order; readonly isNew: boolean }>;
  /** Moves an order on, if it stands where it may. @returns the order as it is now; `undefined` when it may not */
  move(id: string, change: StatusChange): Promise<Order | undefined>;
  find(id: string): Promise<Order | undefined>;
  /** Newest first; of one customer when a name is given. */
  newest(limit: number, customerName?: string): Promise<readonly Order[]>;
  /** Every customer's name once, in alphabetical order. */
  customerNames(): Promise<readonly string[]>;
  /** Marks that nothing is left to undo. */
  settle(id: string): Promise<void>;
  /** Orders that failed, or were begun before the instant, and may still hold stock or money; oldest first. */
  unsettled(begunBeforeMs: number): Promise<readonly Order[]>;
}

const SELECT = `
SELECT o.id, o.cart_id AS "cartId", o.customer_name AS "customerName",
       o.special_instructions AS "specialInstructions", o.total_cents AS "totalCents", o.status,
       o.transaction_id AS "transactionId", o.version,
       (extract(epoch FROM o.created_at) * 1000)::bigint AS "createdAtMs",
       (SELECT jsonb_agg(jsonb_build_object(
                 'itemId', i.item_id, 'itemName', i.item_name, 'itemEmoji', i.item_emoji,
                 'quantity', i.quantity, 'basePriceCents', i.base_price_cents, 'totalCents', i.total_cents
               ) ORDER BY i.line)
        FROM orders.order_items i WHERE i.order_id = o.id) AS items
FROM orders.orders o`;

const INSERT_ORDER = `
INSERT INTO orders.orders
  (id, cart_id, customer_name, special_instructions, total_cents, status, created_at)
VALUES ($1, $2, $3, $4, $5, 'CREATED', to_timestamp($6 / 1000.0))
ON CONFLICT DO NOTHING RETURNING id`;

const INSERT_ITEMS = `
INSERT INTO orders.order_items
SELECT $1, line, item ->> 'itemId', item ->> 'itemName', item ->> 'itemEmoji', (item ->> 'quantity')::integer,
       (item ->> 'basePriceCents')::integer, (item ->> 'totalCents')::integer
FROM jsonb_array_elements($2::jsonb) WITH ORDINALITY AS lines (item, line)`;

const INSERT_EVENT = `
INSERT INTO orders.order_events (order_id, status, reason, correlation_id, at)
VALUES ($1, $2, $3, $4, to_timestamp($5 / 1000.0))`;

const MOVE = `
UPDATE orders.orders
SET status = $2, transaction_id = coalesce($4, transaction_id), settled = settled OR $2 = 'PAID',
    version = version + 1
WHERE id = $1 AND status = ANY ($3) RETURNING id`;

const UNSETTLED = `${SELECT}
WHERE NOT o.settled
  AND (o.status IN ('CANCELLED', 'PAYMENT_FAILED') OR o.created_at < to_timestamp($1 / 1000.0))
ORDER BY o.created_at LIMIT 50`;

/** The state a cart's order is in while it counts; see the unique index `one_order_a_cart`. */
const OF_CART = `${SELECT} WHERE o.cart_id = $1 AND o.status NOT IN ('CANCELLED', 'PAYMENT_FAILED')`;

/** Answers the orders that stand in a Postgres. */
export function createOrderBook(kit: Kit, postgres: Postgres): OrderBook {
  const direct: Postgres['query'] = (summary, text, values) => postgres.query(summary, text, values);
  const select = (text: string, values: readonly unknown[], query = direct) =>
    query<Order>('SELECT orders.orders', text, values);
  const find = async (id: string, query?: Postgres['query']) =>
    (await select(`${SELECT} WHERE o.id = $1`, [id], query))[0];

  const record = (query: Postgres['query'], id: string, { to, reason }: StatusChange) =>
    query('INSERT orders.order_events', INSERT_EVENT, [
      id,
      to,
      reason,
      requestInHand()?.correlationId,
      kit.clock.now(),
    ]);

  const insert = (id: string, draft: OrderDraft) =>
    postgres.transaction(async (query) => {
      const { cartId, customerName, specialInstructions, items } = draft;
      const values = [id, cartId, customerName, specialInstructions, totalOf(items), kit.clock.now()];
      const [inserted] = await query('INSERT orders.orders', INSERT_ORDER, values);
      if (inserted === undefined) return undefined;
      await query('INSERT orders.order_items', INSERT_ITEMS, [id, JSON.stringify(items)]);
      await record(query, id, { to: 'CREATED' });
      return find(id, query);
    });

  return {
    find: (id) => find(id),
    async create(draft) {
      for (;;) {
        const order = await insert(newHexId(), draft);
        if (order !== undefined) return { order, isNew: true };
        const [earlier] = await select(OF_CART, [draft.cartId]);
        if (earlier !== undefined) return { order: earlier, isNew: false };
        // Neither: the id was taken, or the earlier order has failed just now. The next try is different.
      }
    },
    move: (id, change) =>
      postgres.transaction(async (query) => {
        const values = [id, change.to, statusesBefore(change.to), change.transactionId];
        const [moved] = await query('UPDATE orders.orders', MOVE, values);
        if (moved === undefined) return undefined;
        await record(query, id, change);
        return find(id, query);
      }),
    newest: (limit, customerName) =>
      customerName === undefined
        ? select(`${SELECT} ORDER BY o.created_at DESC, o.id LIMIT $1`, [limit])
        : select(`${SELECT} WHERE o.customer_name = $2 ORDER BY o.created_at DESC, o.id LIMIT $1`, [
            limit,
            customerName,
          ]),
    async customerNames() {
      const text = 'SELECT DISTINCT customer_name AS name FROM orders.orders ORDER BY name';
      const rows = await postgres.query<{ readonly name: string }>('SELECT orders.orders names', text);
      return rows.map(({ name }) => name);
    },
    async settle(id) {
      await postgres.query('UPDATE orders.orders', 'UPDATE orders.orders SET settled = true WHERE id = $1', [
        id,
      ]);
    },
    unsettled: (begunBeforeMs) => select(UNSETTLED, [begunBeforeMs]),
  };
}

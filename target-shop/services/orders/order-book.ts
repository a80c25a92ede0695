import type { Kit, Postgres } from '../../kit/kit.ts';
import { requestInHand } from '../../kit/request-in-hand.ts';
import { newHexId } from '../hex-id.ts';
import { type Order, type OrderDraft, type ShipmentStatus, totalOf } from './order.ts';
import {
  EVENTS,
  INSERT_EVENT,
  INSERT_ITEMS,
  INSERT_ORDER,
  INSERT_SHIPMENT,
  MOVE,
  MOVE_SHIPMENT,
  OF_CART,
  OUTBOX,
  SELECT,
  SETTLE,
  UNSETTLED,
} from './order-statements.ts';
import { type OrderStatus, statusesBefore } from './order-status.ts';

/** What is written down with a change of state. */
export interface StatusChange {
  readonly to: OrderStatus;
  /** For the audit trail. */
  readonly reason?: string;
  readonly transactionId?: string;
  /** Whether a shipment is written down with it. */
  readonly isToBeShipped?: boolean;
}

/** One change of an order, as the audit trail has it. */
export interface OrderEvent {
  readonly status: OrderStatus;
  readonly reason: string | null;
  readonly correlationId: string | null;
  /** Epoch milliseconds. */
  readonly atMs: number;
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
  /** Everything that has happened to an order, in order. */
  events(id: string): Promise<readonly OrderEvent[]>;
  /** Paid orders that shipping has not been told of yet; oldest first. */
  outbox(): Promise<readonly Order[]>;
  /** Notes how far a shipment is. */
  moveShipment(id: string, status: ShipmentStatus, shipmentId?: string): Promise<void>;
  /** Marks that nothing is left to undo. */
  settle(id: string): Promise<void>;
  /** Orders that failed, or were begun before the instant, and may still hold stock or money; oldest first. */
  unsettled(begunBeforeMs: number): Promise<readonly Order[]>;
}

/** Answers the orders that stand in a Postgres. */
export function createOrderBook(kit: Kit, postgres: Postgres): OrderBook {
  const query: Query = (summary, text, values) => postgres.query(summary, text, values);
  return { ...readings(query), ...writings(kit, postgres, query) };
}

type Query = Postgres['query'];
type Reading = 'find' | 'newest' | 'customerNames' | 'unsettled' | 'events' | 'outbox';

function select(query: Query, text: string, values: readonly unknown[]): Promise<readonly Order[]> {
  return query<Order>('SELECT orders.orders', text, values);
}

async function find(query: Query, id: string): Promise<Order | undefined> {
  return (await select(query, `${SELECT} WHERE o.id = $1`, [id]))[0];
}

function readings(query: Query): Pick<OrderBook, Reading> {
  const newestFirst = 'ORDER BY o.created_at DESC, o.id LIMIT $1';
  return {
    find: (id) => find(query, id),
    newest: (limit, customerName) =>
      customerName === undefined
        ? select(query, `${SELECT} ${newestFirst}`, [limit])
        : select(query, `${SELECT} WHERE o.customer_name = $2 ${newestFirst}`, [limit, customerName]),
    async customerNames() {
      const text = 'SELECT DISTINCT customer_name AS name FROM orders.orders ORDER BY name';
      const rows = await query<{ readonly name: string }>('SELECT orders.orders', text);
      return rows.map(({ name }) => name);
    },
    events: (id) => query<OrderEvent>('SELECT orders.order_events', EVENTS, [id]),
    outbox: () => select(query, OUTBOX, []),
    unsettled: (begunBeforeMs) => select(query, UNSETTLED, [begunBeforeMs]),
  };
}

function writings(kit: Kit, postgres: Postgres, direct: Query): Omit<OrderBook, Reading> {
  const record = (query: Query, id: string, { to, reason }: StatusChange) => {
    const correlationId = requestInHand()?.correlationId;
    return query('INSERT orders.order_events', INSERT_EVENT, [
      id,
      to,
      reason,
      correlationId,
      kit.clock.now(),
    ]);
  };

  const insert = (id: string, draft: OrderDraft) =>
    postgres.transaction(async (query) => {
      const { cartId, customerName, specialInstructions, items, shippingCents, customer } = draft;
      const values = [
        ...[id, cartId, customerName, specialInstructions, totalOf(draft), shippingCents],
        customer === null ? null : JSON.stringify(customer),
        kit.clock.now(),
      ];
      const [inserted] = await query('INSERT orders.orders', INSERT_ORDER, values);
      if (inserted === undefined) return undefined;
      await query('INSERT orders.order_items', INSERT_ITEMS, [id, JSON.stringify(items)]);
      await record(query, id, { to: 'CREATED' });
      return find(query, id);
    });

  return {
    async create(draft) {
      for (;;) {
        const order = await insert(newHexId(), draft);
        if (order !== undefined) return { order, isNew: true };
        const [earlier] = await select(direct, OF_CART, [draft.cartId]);
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
        if (change.isToBeShipped === true) {
          await query('INSERT orders.shipments', INSERT_SHIPMENT, [id, kit.clock.now()]);
        }
        return find(query, id);
      }),
    async moveShipment(id, status, shipmentId) {
      await direct('UPDATE orders.shipments', MOVE_SHIPMENT, [id, status, shipmentId]);
    },
    async settle(id) {
      await direct('UPDATE orders.orders', SETTLE, [id]);
    },
  };
}

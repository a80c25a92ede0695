import type { Kit, Postgres } from '../../kit/kit.ts';
import { requestInHand } from '../../kit/request-in-hand.ts';
import { newHexId } from '../hex-id.ts';
import { type Order, type OrderDraft, type ShipmentStatus, totalOf } from './order.ts';
import {
  EVENTS,
  INSERT_ORDER,
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
  return { ...readings(query), ...writings(kit, query) };
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

function writings(kit: Kit, query: Query): Omit<OrderBook, Reading> {
  const insert = async (draft: OrderDraft): Promise<Order | undefined> => {
    const id = newHexId();
    const { cartId, customerName, specialInstructions, items, shippingCents, customer } = draft;
    const totalCents = totalOf(draft);
    const createdAtMs = kit.clock.now();
    const [written] = await query<Pick<Order, 'version'>>('INSERT orders.orders', INSERT_ORDER, [
      ...[id, cartId, customerName, specialInstructions, totalCents, shippingCents],
      customer === null ? null : JSON.stringify(customer),
      ...[createdAtMs, JSON.stringify(items), requestInHand()?.correlationId],
    ]);
    if (written === undefined) return undefined;
    const { version } = written;
    const begun = { status: 'CREATED', transactionId: null, shipmentId: null, shipmentStatus: null } as const;
    return { ...draft, ...begun, id, totalCents, createdAtMs, version };
  };

  return {
    async create(draft) {
      for (;;) {
        const order = await insert(draft);
        if (order !== undefined) return { order, isNew: true };
        const [earlier] = await select(query, OF_CART, [draft.cartId]);
        if (earlier !== undefined) return { order: earlier, isNew: false };
        // Neither: the id was taken, or the earlier order has failed just now. The next try is different.
      }
    },
    async move(id, { to, reason, transactionId, isToBeShipped = false }) {
      const [moved] = await query<Order>('UPDATE orders.orders', MOVE, [
        ...[id, to, statusesBefore(to), transactionId, reason],
        ...[requestInHand()?.correlationId, kit.clock.now(), isToBeShipped],
      ]);
      return moved;
    },
    async moveShipment(id, status, shipmentId) {
      await query('UPDATE orders.shipments', MOVE_SHIPMENT, [id, status, shipmentId]);
    },
    async settle(id) {
      await query('UPDATE orders.orders', SETTLE, [id]);
    },
  };
}

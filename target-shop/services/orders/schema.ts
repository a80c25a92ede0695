const ORDERS = `
CREATE TABLE IF NOT EXISTS orders.orders (
  id                   text PRIMARY KEY,
  cart_id              text NOT NULL,
  customer_name        text NOT NULL,
  special_instructions text NOT NULL,
  total_cents          integer NOT NULL CHECK (total_cents >= 0),
  shipping_cents       integer NOT NULL DEFAULT 0 CHECK (shipping_cents >= 0),
  customer             jsonb,
  status               text NOT NULL,
  transaction_id       text,
  settled              boolean NOT NULL DEFAULT false,
  version              integer NOT NULL DEFAULT 1,
  created_at           timestamptz NOT NULL
)`;

const ITEMS = `
CREATE TABLE IF NOT EXISTS orders.order_items (
  order_id         text NOT NULL REFERENCES orders.orders (id),
  line             integer NOT NULL,
  item_id          text NOT NULL,
  item_name        text NOT NULL,
  item_emoji       text NOT NULL,
  quantity         integer NOT NULL CHECK (quantity > 0),
  base_price_cents integer NOT NULL,
  total_cents      integer NOT NULL,
  PRIMARY KEY (order_id, line)
)`;

/** One row an order to bring, written in the transaction of its payment: an outbox for the queue. */
const SHIPMENTS = `
CREATE TABLE IF NOT EXISTS orders.shipments (
  order_id    text PRIMARY KEY REFERENCES orders.orders (id),
  status      text NOT NULL,
  shipment_id text,
  created_at  timestamptz NOT NULL
)`;

/** The audit trail: a row for every change of state, never changed itself. */
const EVENTS = `
CREATE TABLE IF NOT EXISTS orders.order_events (
  id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  order_id       text NOT NULL REFERENCES orders.orders (id),
  status         text NOT NULL,
  reason         text,
  correlation_id text,
  at             timestamptz NOT NULL
)`;

/** A cart becomes one order: a second click, or a retry after a lost answer, must not be charged again. */
const ONE_ORDER_A_CART = `
CREATE UNIQUE INDEX IF NOT EXISTS one_order_a_cart ON orders.orders (cart_id)
WHERE status NOT IN ('CANCELLED', 'PAYMENT_FAILED')`;

/** The statements that fill the `orders` schema with its tables; running them again changes nothing. */
export const ORDERS_SCHEMA: readonly string[] = [
  ORDERS,
  ITEMS,
  EVENTS,
  SHIPMENTS,
  ONE_ORDER_A_CART,
  `CREATE INDEX IF NOT EXISTS shipments_to_hand_over ON orders.shipments (created_at)
   WHERE status = 'QUEUED_LOCALLY'`,
  'CREATE INDEX IF NOT EXISTS orders_newest ON orders.orders (created_at DESC, id)',
  'CREATE INDEX IF NOT EXISTS orders_of_customer ON orders.orders (customer_name, created_at DESC, id)',
  'CREATE INDEX IF NOT EXISTS orders_unsettled ON orders.orders (created_at) WHERE NOT settled',
  'CREATE INDEX IF NOT EXISTS order_events_of_order ON orders.order_events (order_id, id)',
];

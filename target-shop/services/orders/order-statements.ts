/**
 * The columns of {@link import('./order.ts').Order}, of an order `o` and its shipment `s`.
 * The order's items never change, so that a statement which writes may read them as they were before it.
 */
const COLUMNS = `
       o.id, o.cart_id AS "cartId", o.customer_name AS "customerName",
       o.special_instructions AS "specialInstructions", o.customer, o.total_cents AS "totalCents", o.status,
       o.transaction_id AS "transactionId", o.shipping_cents AS "shippingCents", o.version,
       s.shipment_id AS "shipmentId", s.status AS "shipmentStatus",
       (extract(epoch FROM o.created_at) * 1000)::bigint AS "createdAtMs",
       (SELECT jsonb_agg(jsonb_build_object(
                 'itemId', i.item_id, 'itemName', i.item_name, 'itemEmoji', i.item_emoji,
                 'quantity', i.quantity, 'basePriceCents', i.base_price_cents, 'totalCents', i.total_cents
               ) ORDER BY i.line)
        FROM orders.order_items i WHERE i.order_id = o.id) AS items`;

/** Orders with their items; a WHERE or ORDER BY follows. */
export const SELECT = `
SELECT ${COLUMNS}
FROM orders.orders o LEFT JOIN orders.shipments s ON s.order_id = o.id`;

/**
 * An order, its items and its first event, all or none.
 * Values: id, cart, customer name, instructions, total, shipping, customer as JSON, now in ms, items as JSON,
 * correlation id. Answers no row when the id or the cart is taken.
 */
export const INSERT_ORDER = `
WITH written AS (
  INSERT INTO orders.orders
    (id, cart_id, customer_name, special_instructions, total_cents, shipping_cents, customer, status, created_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7::jsonb, 'CREATED', to_timestamp($8::bigint / 1000.0))
  ON CONFLICT DO NOTHING RETURNING id, status, version, created_at
), lines AS (
  INSERT INTO orders.order_items
  SELECT id, line, item ->> 'itemId', item ->> 'itemName', item ->> 'itemEmoji', (item ->> 'quantity')::integer,
         (item ->> 'basePriceCents')::integer, (item ->> 'totalCents')::integer
  FROM written, jsonb_array_elements($9::jsonb) WITH ORDINALITY AS lines (item, line)
), told AS (
  INSERT INTO orders.order_events (order_id, status, correlation_id, at)
  SELECT id, status, $10, created_at FROM written
)
SELECT version FROM written`;

/**
 * An order's next state, the event that tells of it, and its row in the outbox where it is to be shipped: all or none.
 * Values: order id, new status, statuses it may come from, transaction id, reason, correlation id, now in ms, whether
 * it is to be shipped. Answers the order as it is then; no row when it may not move.
 */
export const MOVE = `
WITH o AS (
  UPDATE orders.orders
  SET status = $2, transaction_id = coalesce($4, transaction_id),
      -- Paid, it owes nothing; refunded, it owes the money until that is back.
      settled = CASE $2 WHEN 'PAID' THEN true WHEN 'REFUNDED' THEN false ELSE settled END,
      version = version + 1
  WHERE id = $1 AND status = ANY ($3) RETURNING *
), told AS (
  INSERT INTO orders.order_events (order_id, status, reason, correlation_id, at)
  SELECT id, status, $5, $6, to_timestamp($7::bigint / 1000.0) FROM o
), queued AS (
  INSERT INTO orders.shipments (order_id, status, created_at)
  SELECT id, 'QUEUED_LOCALLY', to_timestamp($7::bigint / 1000.0) FROM o WHERE $8::boolean
  ON CONFLICT DO NOTHING RETURNING shipment_id, status
)
SELECT ${COLUMNS}
FROM o LEFT JOIN (
  SELECT shipment_id, status FROM queued
  UNION ALL SELECT shipment_id, status FROM orders.shipments WHERE order_id = $1
) s ON true`;

/** Values: ms before which an open order counts as abandoned. */
export const UNSETTLED = `${SELECT}
WHERE NOT o.settled
  AND (o.status IN ('CANCELLED', 'PAYMENT_FAILED', 'REFUNDED') OR o.created_at < to_timestamp($1 / 1000.0))
ORDER BY o.created_at LIMIT 50`;

/** Values: cart id. The one order of a cart that counts; see the unique index `one_order_a_cart`. */
export const OF_CART = `${SELECT} WHERE o.cart_id = $1 AND o.status NOT IN ('CANCELLED', 'PAYMENT_FAILED')`;

/** Values: order id. */
export const EVENTS = `
SELECT status, reason, correlation_id AS "correlationId", (extract(epoch FROM at) * 1000)::bigint AS "atMs"
FROM orders.order_events WHERE order_id = $1 ORDER BY id`;

/** Values: order id, new status, shipment id. What was taken back stays so. */
export const MOVE_SHIPMENT = `
UPDATE orders.shipments SET status = $2, shipment_id = coalesce($3, shipment_id)
WHERE order_id = $1 AND status <> 'CANCELLED'`;

/** What has not been handed to shipping yet, oldest first. */
export const OUTBOX = `${SELECT}
WHERE s.status = 'QUEUED_LOCALLY' AND o.status = 'PAID' ORDER BY s.created_at LIMIT 50`;

/** Values: order id. */
export const SETTLE = 'UPDATE orders.orders SET settled = true WHERE id = $1';

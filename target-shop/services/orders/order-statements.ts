/** An order with its items, as {@link import('./order.ts').Order} has it; a WHERE or ORDER BY follows. */
export const SELECT = `
SELECT o.id, o.cart_id AS "cartId", o.customer_name AS "customerName",
       o.special_instructions AS "specialInstructions", o.customer, o.total_cents AS "totalCents", o.status,
       o.transaction_id AS "transactionId", o.shipping_cents AS "shippingCents", o.version,
       s.shipment_id AS "shipmentId", s.status AS "shipmentStatus",
       (extract(epoch FROM o.created_at) * 1000)::bigint AS "createdAtMs",
       (SELECT jsonb_agg(jsonb_build_object(
                 'itemId', i.item_id, 'itemName', i.item_name, 'itemEmoji', i.item_emoji,
                 'quantity', i.quantity, 'basePriceCents', i.base_price_cents, 'totalCents', i.total_cents
               ) ORDER BY i.line)
        FROM orders.order_items i WHERE i.order_id = o.id) AS items
FROM orders.orders o LEFT JOIN orders.shipments s ON s.order_id = o.id`;

/** Values: id, cart, customer name, instructions, total, shipping, customer as JSON, now in ms. Answers no row when the id or the cart is taken. */
export const INSERT_ORDER = `
INSERT INTO orders.orders
  (id, cart_id, customer_name, special_instructions, total_cents, shipping_cents, customer, status, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7::jsonb, 'CREATED', to_timestamp($8 / 1000.0))
ON CONFLICT DO NOTHING RETURNING id`;

/** Values: order id, the items as JSON. */
export const INSERT_ITEMS = `
INSERT INTO orders.order_items
SELECT $1, line, item ->> 'itemId', item ->> 'itemName', item ->> 'itemEmoji', (item ->> 'quantity')::integer,
       (item ->> 'basePriceCents')::integer, (item ->> 'totalCents')::integer
FROM jsonb_array_elements($2::jsonb) WITH ORDINALITY AS lines (item, line)`;

/** Values: order id, status, reason, correlation id, now in ms. */
export const INSERT_EVENT = `
INSERT INTO orders.order_events (order_id, status, reason, correlation_id, at)
VALUES ($1, $2, $3, $4, to_timestamp($5 / 1000.0))`;

/** Values: order id, new status, statuses it may come from, transaction id. Answers no row when it may not. */
export const MOVE = `
UPDATE orders.orders
SET status = $2, transaction_id = coalesce($4, transaction_id),
    -- Paid, it owes nothing; refunded, it owes the money until that is back.
    settled = CASE $2 WHEN 'PAID' THEN true WHEN 'REFUNDED' THEN false ELSE settled END,
    version = version + 1
WHERE id = $1 AND status = ANY ($3) RETURNING id`;

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

/** Values: order id, now in ms. The outbox: written with the payment, handed to shipping afterwards. */
export const INSERT_SHIPMENT = `
INSERT INTO orders.shipments (order_id, status, created_at)
VALUES ($1, 'QUEUED_LOCALLY', to_timestamp($2 / 1000.0)) ON CONFLICT DO NOTHING`;

/** Values: order id, new status, shipment id. What was taken back stays so. */
export const MOVE_SHIPMENT = `
UPDATE orders.shipments SET status = $2, shipment_id = coalesce($3, shipment_id)
WHERE order_id = $1 AND status <> 'CANCELLED'`;

/** What has not been handed to shipping yet, oldest first. */
export const OUTBOX = `${SELECT}
WHERE s.status = 'QUEUED_LOCALLY' AND o.status = 'PAID' ORDER BY s.created_at LIMIT 50`;

/** Values: order id. */
export const SETTLE = 'UPDATE orders.orders SET settled = true WHERE id = $1';

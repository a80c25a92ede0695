import { Router } from 'express';
import { type Route, route } from '../../kit/http/route.ts';
import type { ServiceDefinition } from '../../kit/kit.ts';
import { observeRedisServer } from '../../kit/stores/redis-server-metrics.ts';
import { simulateProcessing } from '../processing-time.ts';
import { ADD_ITEM, CREATE_CART, READ_CART, REMOVE_CART, REMOVE_ITEM, SET_QUANTITY } from './api.ts';
import { type Cart, documentOf } from './cart.ts';
import { createCartMetrics } from './cart-metrics.ts';
import { type CartParts, found } from './cart-parts.ts';
import { createCartStore } from './cart-store.ts';
import { meetChaosErrors } from './chaos-errors.ts';
import { customerCartRoutes } from './customer-routes.ts';
import { countExpiredCarts } from './expired-carts.ts';

/** Carts: anonymous, in Redis, gone when nobody has written to them for an hour (C-05). */
export const cart: ServiceDefinition = {
  name: 'cart',
  routes(kit) {
    const carts = createCartStore(kit.redis());
    const metrics = createCartMetrics(kit.meter);
    const lifetime = () => ({ nowMs: kit.clock.now(), ttlSeconds: kit.flags.get('cart-ttl-seconds') });
    countExpiredCarts(kit, carts, metrics);
    observeRedisServer(kit.meter, kit.redis());
    const nameCart = Router().use('/cart/:id', (req, _res, next) => {
      kit.currentSpan().setAttribute('cart.id', req.params.id);
      next();
    });
    const parts = { kit, carts, metrics, lifetime };
    return [nameCart, ...cartRoutes(parts), ...itemRoutes(parts), ...customerCartRoutes(parts)];
  },
};

function cartRoutes({ kit, carts, metrics, lifetime }: CartParts): readonly Route[] {
  return [
    route(CREATE_CART, async (_input, res) => {
      await simulateProcessing(kit, 'cart');
      const created = await carts.create(lifetime());
      metrics.created();
      kit.currentSpan().setAttribute('cart.id', created.id);
      res.status(201).location(`/api/cart/${created.id}`).json(documentOf(created));
    }),

    route(READ_CART, async ({ params }, res) => {
      await simulateProcessing(kit, 'cart');
      res.json(documentOf(found(await carts.read(params.id))));
    }),

    route(REMOVE_CART, async ({ params, query }, res) => {
      const removed = found(await carts.remove(params.id));
      metrics.closed(removed, query.reason === 'ordered', kit.clock.now());
      res.status(204).end();
    }),
  ];
}

function itemRoutes({ kit, carts, metrics, lifetime }: CartParts): readonly Route[] {
  const setQuantity = async (id: string, itemId: string, quantity: number): Promise<Cart> => {
    await simulateProcessing(kit, 'cart');
    const changed = found(await carts.setQuantity(id, { itemId, quantity }, lifetime()));
    if (quantity <= 0) metrics.itemRemoved();
    return changed;
  };

  return [
    route(ADD_ITEM, async ({ params, body }, res) => {
      const { basePrice, itemName, ...item } = body;
      await meetChaosErrors(kit);
      await simulateProcessing(kit, 'cart');
      const snapshot = { itemName: itemName ?? item.itemId, basePriceCents: basePrice };
      const added = { ...item, ...snapshot, addedAtMs: kit.clock.now() };
      const changed = found(await carts.addItem(params.id, added, lifetime()));
      metrics.itemsAdded(item.quantity);
      res.json(documentOf(changed));
    }),

    route(SET_QUANTITY, async ({ params: { id, itemId }, body }, res) => {
      res.json(documentOf(await setQuantity(id, itemId, body.quantity)));
    }),

    route(REMOVE_ITEM, async ({ params: { id, itemId } }, res) => {
      res.json(documentOf(await setQuantity(id, itemId, 0)));
    }),
  ];
}

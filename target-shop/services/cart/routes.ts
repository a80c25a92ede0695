import { Router } from 'express';
import * as z from 'zod';
import { HttpProblem } from '../../kit/http-problem.ts';
import type { Kit, ServiceDefinition } from '../../kit/kit.ts';
import { amountInCents } from '../money.ts';
import { simulateProcessing } from '../processing-time.ts';
import { readInput, text } from '../read-input.ts';
import { type Cart, cartDocument } from './cart.ts';
import { type CartMetrics, createCartMetrics } from './cart-metrics.ts';
import { type CartMiss, type CartStore, createCartStore, type Lifetime } from './cart-store.ts';
import { answeredByChaos } from './chaos-errors.ts';
import { countExpiredCarts } from './expired-carts.ts';

const itemBody = z.object({
  itemId: text,
  quantity: z.number().int().min(1).max(1000),
  basePrice: amountInCents,
  itemName: text.optional(),
  itemEmoji: text.default('📦'),
});
const quantityBody = z.object({ quantity: z.number().int().max(1000) });

/** What the routes of a cart work with. */
interface CartParts {
  readonly kit: Kit;
  readonly carts: CartStore;
  readonly metrics: CartMetrics;
  /** For a write that happens now. */
  readonly lifetime: () => Lifetime;
}

/** Carts: anonymous, in Redis, gone when nobody has written to them for an hour (C-05). */
export const cart: ServiceDefinition = {
  name: 'cart',
  routes(kit) {
    const carts = createCartStore(kit.redis());
    const metrics = createCartMetrics(kit.meter);
    const lifetime = () => ({ nowMs: kit.clock.now(), ttlSeconds: kit.flags.get('cart-ttl-seconds') });
    countExpiredCarts(kit, carts, metrics);
    const router = Router();
    router.use('/cart/:id', (req, _res, next) => {
      kit.currentSpan().setAttribute('cart.id', req.params.id);
      next();
    });
    const parts = { kit, carts, metrics, lifetime };
    return router.use(cartRoutes(parts)).use(itemRoutes(parts));
  },
};

function cartRoutes({ kit, carts, metrics, lifetime }: CartParts): Router {
  const router = Router();

  router.post('/cart', async (_req, res) => {
    await simulateProcessing(kit, 'cart');
    const created = await carts.create(lifetime());
    metrics.created();
    kit.currentSpan().setAttribute('cart.id', created.id);
    res.status(201).location(`/api/cart/${created.id}`).json(cartDocument(created));
  });

  router.get('/cart/:id', async (req, res) => {
    await simulateProcessing(kit, 'cart');
    res.json(cartDocument(found(await carts.read(req.params.id))));
  });

  router.delete('/cart/:id', async (req, res) => {
    const removed = found(await carts.remove(req.params.id));
    metrics.closed(removed, req.query['reason'] === 'ordered', kit.clock.now());
    res.status(204).end();
  });

  return router;
}

function itemRoutes({ kit, carts, metrics, lifetime }: CartParts): Router {
  const router = Router();

  router.post('/cart/:id/items', async (req, res) => {
    const { basePrice, itemName, ...item } = readInput(itemBody, req.body);
    if (await answeredByChaos(kit, res)) return;
    await simulateProcessing(kit, 'cart');
    const snapshot = { itemName: itemName ?? item.itemId, basePriceCents: basePrice };
    const added = { ...item, ...snapshot, addedAtMs: kit.clock.now() };
    const changed = found(await carts.addItem(req.params.id, added, lifetime()));
    metrics.itemsAdded(item.quantity);
    res.json(cartDocument(changed));
  });

  router.patch('/cart/:id/items/:itemId', async (req, res) => {
    const { quantity } = readInput(quantityBody, req.body);
    res.json(cartDocument(await setQuantity(req.params, quantity)));
  });

  router.delete('/cart/:id/items/:itemId', async (req, res) => {
    res.json(cartDocument(await setQuantity(req.params, 0)));
  });

  async function setQuantity(
    { id, itemId }: { readonly id: string; readonly itemId: string },
    quantity: number,
  ): Promise<Cart> {
    await simulateProcessing(kit, 'cart');
    const changed = found(await carts.setQuantity(id, { itemId, quantity }, lifetime()));
    if (quantity <= 0) metrics.itemRemoved();
    return changed;
  }

  return router;
}

/** @throws HttpProblem 404 */
function found(outcome: Cart | CartMiss | undefined): Cart {
  if (outcome === 'no-item') throw new HttpProblem(404, 'ITEM_NOT_IN_CART', 'Item not found in cart');
  if (outcome === undefined || outcome === 'no-cart') {
    throw new HttpProblem(404, 'CART_NOT_FOUND', 'Cart not found');
  }
  return outcome;
}

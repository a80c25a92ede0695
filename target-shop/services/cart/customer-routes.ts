import { type Route, route } from '../../kit/http/route.ts';
import { HttpProblem } from '../../kit/http-problem.ts';
import { fromCents } from '../money.ts';
import { simulateProcessing } from '../processing-time.ts';
import {
  ADD_CUSTOMER_ITEM,
  CLEAR_CUSTOMER_CART,
  type CustomerCartDocument,
  LIST_CUSTOMER_ITEMS,
  MERGE_CARTS,
  READ_CUSTOMER_CART,
  REMOVE_CUSTOMER_ITEM,
  SET_CUSTOMER_QUANTITY,
} from './api.ts';
import type { Cart } from './cart.ts';
import { type CartParts, found } from './cart-parts.ts';
import { meetChaosErrors } from './chaos-errors.ts';

/** Carts that belong to customers (S-16): made by the first item, kept until they are ordered or emptied. */
export function customerCartRoutes({ kit, carts, metrics, lifetime }: CartParts): readonly Route[] {
  const read = async (customerId: string) => {
    await simulateProcessing(kit, 'cart');
    return documentOf(customerId, await carts.read(customerId));
  };
  const setQuantity = async (customerId: string, itemId: string, quantity: number) => {
    await simulateProcessing(kit, 'cart');
    const changed = found(await carts.setQuantity(customerId, { itemId, quantity }, lifetime()));
    if (quantity <= 0) metrics.itemRemoved();
    return documentOf(customerId, changed);
  };

  return [
    route(READ_CUSTOMER_CART, async ({ params }, res) => void res.json(await read(params.customerId))),

    route(CLEAR_CUSTOMER_CART, async ({ params }, res) => {
      const removed = await carts.remove(params.customerId);
      if (removed !== undefined) metrics.closed(removed, false, kit.clock.now());
      res.status(202).end();
    }),

    route(
      LIST_CUSTOMER_ITEMS,
      async ({ params }, res) => void res.json((await read(params.customerId)).items),
    ),

    route(ADD_CUSTOMER_ITEM, async ({ params: { customerId }, body }, res) => {
      await meetChaosErrors(kit);
      await simulateProcessing(kit, 'cart');
      const { id: itemId, unitPrice: basePriceCents, itemName = itemId, ...item } = body;
      await carts.ensure(customerId, lifetime());
      const added = { ...item, itemId, itemName, basePriceCents, addedAtMs: kit.clock.now() };
      const changed = found(await carts.addItem(customerId, added, lifetime()));
      metrics.itemsAdded(item.quantity);
      res.status(201).json(documentOf(customerId, changed));
    }),

    route(SET_CUSTOMER_QUANTITY, async ({ params: { customerId }, body: { id, quantity } }, res) => {
      res.status(202).json(await setQuantity(customerId, id, quantity));
    }),

    route(REMOVE_CUSTOMER_ITEM, async ({ params: { customerId, itemId } }, res) => {
      res.status(202).json(await setQuantity(customerId, itemId, 0));
    }),

    route(MERGE_CARTS, async ({ params: { customerId }, query: { sessionId } }, res) => {
      if (sessionId === customerId) throw new HttpProblem(400, 'VALIDATION', 'sessionId: is the cart itself');
      await carts.ensure(customerId, lifetime());
      await carts.merge(customerId, sessionId, lifetime());
      res.status(202).json(await read(customerId));
    }),
  ];
}

function documentOf(customerId: string, cart: Cart | undefined): CustomerCartDocument {
  const items = (cart?.items ?? []).map(({ itemId, quantity, basePriceCents }) => ({
    ...{ id: itemId, itemId, quantity, unitPrice: fromCents(basePriceCents) },
  }));
  return { customerId, items };
}

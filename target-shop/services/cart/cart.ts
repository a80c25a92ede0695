import { fromCents } from '../money.ts';
import type { CartDocument } from './api.ts';

/** One product in a cart, with its price as it was when it was first added. */
export interface CartItem {
  readonly itemId: string;
  readonly itemName: string;
  readonly itemEmoji: string;
  readonly quantity: number;
  readonly basePriceCents: number;
  /** Epoch milliseconds. */
  readonly addedAtMs: number;
}

/** A cart as it stands in Redis. */
export interface Cart {
  readonly id: string;
  /** In the order they were added. */
  readonly items: readonly CartItem[];
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  /** Set for the cart of a customer, which has their id. */
  readonly customerId?: string;
}

/** Answers the cart that a hash of Redis holds: `createdAt`, `updatedAt`, and `item:<id>` with `quantity:<id>`. */
export function cartFromHash(id: string, hash: Readonly<Record<string, string>>): Cart {
  const items = Object.entries(hash).flatMap(([field, value]) => {
    if (!field.startsWith('item:')) return [];
    const itemId = field.slice('item:'.length);
    const quantity = Number(hash[`quantity:${itemId}`]);
    return [{ itemId, quantity, ...(JSON.parse(value) as Omit<CartItem, 'itemId' | 'quantity'>) }]; // our own write
  });
  return {
    id,
    items: items.sort((a, b) => a.addedAtMs - b.addedAtMs),
    createdAtMs: Number(hash['createdAt']),
    updatedAtMs: Number(hash['updatedAt']),
    ...(hash['customerId'] !== undefined && { customerId: hash['customerId'] }),
  };
}

/** Answers a cart as clients see it. */
export function documentOf(cart: Cart): CartDocument {
  return {
    id: cart.id,
    items: cart.items.map(({ itemId, itemName, itemEmoji, quantity, basePriceCents, addedAtMs }) => ({
      itemId,
      itemName,
      itemEmoji,
      quantity,
      basePrice: fromCents(basePriceCents),
      addedAt: new Date(addedAtMs).toISOString(),
    })),
    createdAt: new Date(cart.createdAtMs).toISOString(),
    updatedAt: new Date(cart.updatedAtMs).toISOString(),
    ...(cart.customerId !== undefined && { customerId: cart.customerId }),
  };
}

/** Answers how many pieces a cart holds. */
export function piecesIn(cart: Cart): number {
  return cart.items.reduce((sum, item) => sum + item.quantity, 0);
}

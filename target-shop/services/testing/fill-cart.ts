import { PRODUCTS } from '../../seed/products.ts';
import type { Answer, TestShop } from './start-shop.ts';

/** Makes a cart that holds a product, at the catalog's price. @returns the cart's id */
export async function fillCart(shop: TestShop, itemId: string, quantity: number): Promise<string> {
  const product = PRODUCTS.find(({ id }) => id === itemId);
  if (product === undefined) throw new Error(`no product ${itemId}`);
  const { body: cart } = await shop.ask('/api/cart', { method: 'POST' });
  const item = {
    itemId,
    itemName: product.name,
    itemEmoji: product.emoji,
    quantity,
    basePrice: product.priceCents / 100,
  };
  const { status } = await shop.ask(`/api/cart/${cart.id}/items`, { method: 'POST', body: item });
  if (status !== 200) throw new Error(`adding to the cart answered ${status}`);
  return cart.id;
}

/** Checks a cart out as somebody. */
export function checkOut(shop: TestShop, cartId: string, customerName = 'Ada'): Promise<Answer> {
  return shop.ask('/api/checkout', { method: 'POST', body: { customerName, cartId } });
}

/** Answers the pieces of an item in stock; those it starts with when none was ever taken. */
export async function stockOf(shop: TestShop, itemId: string): Promise<number> {
  return Number(await shop.redis.get(`inventory:${itemId}`));
}

import type { VirtualUser } from '../../cli/load/journey.ts';
import { customer } from './customer-names.ts';
import { seenMenu } from './menu-items.ts';
import { type OrderDoor, type PlacedOrder, placeOrder } from './place-order.ts';
import { seenShelves } from './shelves.ts';
import type { Ware } from './ware.ts';

export interface CartLine {
  readonly ware: Ware;
  readonly quantity: number;
}

interface FilledCart {
  readonly id: string;
  readonly lines: readonly CartLine[];
}

const MOST_DRINKS = 3;
const MOST_UNITS = 2;
/** Carts that are filled and left standing. */
const ABANDONED = 0.1;

/**
 * The bounds of a right price: the shop's rules take 15 % off in the quiet hours, or add 10 % at busy ones and
 * 20 % for a surge. Prices move between menu and checkout, so the exact total is the shop's to say.
 */
const CHEAPEST = 0.85;
const DEAREST = 1.1 * 1.2;

/** Answers a cart of one to three drinks that is ready to be ordered; `undefined` for one in ten, left standing. */
async function drinksCart(user: VirtualUser): Promise<FilledCart | undefined> {
  const menu = await seenMenu(user);
  if (menu.length === 0) return undefined;
  await user.think(500, 2500);
  const id = await createCart(user);
  if (id === undefined) return undefined;
  const lines = chooseLines(user, menu);
  for (const line of lines) {
    await user.think(200, 700);
    if (!(await addToCart(user, id, line))) return undefined;
  }
  await user.think(300, 1300);
  return user.random('abandons the cart') < ABANDONED ? undefined : { id, lines };
}

/** Fills a cart with drinks, orders it at one of the shop's doors, and checks the total. */
export async function orderDrinks(user: VirtualUser, door: OrderDoor): Promise<void> {
  const cart = await drinksCart(user);
  if (cart === undefined) return;
  const customerName = customer(user);
  const wish = { customer: customerName, body: { customerName, cartId: cart.id } };
  const order = await placeOrder(user, door, wish);
  if (order !== undefined) checkTotal(user, cart.lines, order);
}

/** Puts one thing from the shelves into a new cart. @returns the cart; `undefined` when it is not there */
export async function cartWithOneWare(user: VirtualUser, wish: string): Promise<FilledCart | undefined> {
  const shelves = await seenShelves(user);
  if (shelves.length === 0) return undefined;
  await user.think(500, 2000);
  const id = await createCart(user);
  if (id === undefined) return undefined;
  const line = { ware: user.pick(wish, shelves), quantity: 1 };
  await user.think(500, 2000);
  return (await addToCart(user, id, line)) ? { id, lines: [line] } : undefined;
}

/** Makes a cart. @returns its id; `undefined` when there is none */
export async function createCart(user: VirtualUser): Promise<string | undefined> {
  const { ok, body } = await user.request({ method: 'POST', path: '/api/cart', timeoutMs: 5000 });
  if (!ok) return undefined;
  const { id } = (body ?? {}) as { id?: unknown };
  const isTold = typeof id === 'string';
  user.check('the new cart has an id', isTold);
  return isTold ? id : undefined;
}

/** Puts something into a cart; answers whether it is there. */
export async function addToCart(
  user: VirtualUser,
  cartId: string,
  { ware, quantity }: CartLine,
): Promise<boolean> {
  const { id: itemId, name: itemName, emoji: itemEmoji, price: basePrice } = ware;
  const { ok } = await user.request({
    method: 'POST',
    path: `/api/cart/${encodeURIComponent(cartId)}/items`,
    route: '/api/cart/:id/items',
    body: { itemId, itemName, itemEmoji, quantity, basePrice },
    timeoutMs: 5000,
  });
  return ok;
}

/** Checks that an order's total is right for what was bought. */
export function checkTotal(
  user: VirtualUser,
  lines: readonly CartLine[],
  { total, shipping }: PlacedOrder,
): void {
  const listed = lines.reduce((sum, { ware, quantity }) => sum + ware.price * quantity, 0);
  // Every line may be rounded up or down by half a cent.
  const slack = lines.length * 0.005;
  const paid = total - shipping;
  const isRight = paid >= listed * CHEAPEST - slack && paid <= listed * DEAREST + slack;
  user.check('the total is right', isRight, `${total} for what is listed at ${listed.toFixed(2)}`);
}

/** Draws one to three different drinks, one or two of each. */
function chooseLines(user: VirtualUser, menu: readonly Ware[]): readonly CartLine[] {
  const wanted = Math.min(menu.length, 1 + Math.floor(user.random('how many drinks') * MOST_DRINKS));
  const lines: CartLine[] = [];
  while (lines.length < wanted) {
    const left = menu.filter((drink) => lines.every((line) => line.ware !== drink));
    const place = lines.length + 1;
    lines.push({
      ware: user.pick(`drink ${place}`, left),
      quantity: 1 + Math.floor(user.random(`units of drink ${place}`) * MOST_UNITS),
    });
  }
  return lines;
}

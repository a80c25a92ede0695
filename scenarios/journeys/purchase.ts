import type { Journey, VirtualUser } from '../../cli/load/journey.ts';
import { type MenuItem, seenMenu } from './menu-items.ts';

/** The regulars. */
const CUSTOMERS = [
  'Ada',
  'Bram',
  'Chiara',
  'Dmitri',
  'Elif',
  'Femi',
  'Greta',
  'Hiro',
  'Ines',
  'Jomo',
  'Katya',
  'Lucia',
  'Mateo',
  'Noor',
  'Omar',
] as const;

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

interface Line {
  readonly drink: MenuItem;
  readonly quantity: number;
}

/** Fills a cart from the menu and checks out; one cart in ten is left standing. */
const purchase: Journey = {
  name: 'purchase',
  trafficType: 'demo',
  async play(user) {
    const menu = await seenMenu(user);
    if (menu.length === 0) return;
    await user.think(500, 2500);
    const cartId = await createCart(user);
    if (cartId === undefined) return;
    const lines = chooseLines(user, menu);
    for (const line of lines) {
      await user.think(200, 700);
      if (!(await addToCart(user, cartId, line))) return;
    }
    await user.think(300, 1300);
    if (user.random('abandons the cart') >= ABANDONED) await checkOut(user, cartId, lines);
  },
};
export default purchase;

async function createCart(user: VirtualUser): Promise<string | undefined> {
  const { ok, body } = await user.request({ method: 'POST', path: '/api/cart', timeoutMs: 5000 });
  if (!ok) return undefined;
  const { id } = (body ?? {}) as { id?: unknown };
  if (typeof id === 'string') return id;
  user.fail('the new cart has no id');
  return undefined;
}

/** Draws one to three different drinks, one or two of each. */
function chooseLines(user: VirtualUser, menu: readonly MenuItem[]): readonly Line[] {
  const wanted = Math.min(menu.length, 1 + Math.floor(user.random('how many drinks') * MOST_DRINKS));
  const lines: Line[] = [];
  while (lines.length < wanted) {
    const left = menu.filter((drink) => lines.every((line) => line.drink !== drink));
    const place = lines.length + 1;
    lines.push({
      drink: user.pick(`drink ${place}`, left),
      quantity: 1 + Math.floor(user.random(`units of drink ${place}`) * MOST_UNITS),
    });
  }
  return lines;
}

async function addToCart(user: VirtualUser, cartId: string, { drink, quantity }: Line): Promise<boolean> {
  const { id: itemId, name: itemName, emoji: itemEmoji, price: basePrice } = drink;
  const { ok } = await user.request({
    method: 'POST',
    path: `/api/cart/${encodeURIComponent(cartId)}/items`,
    route: '/api/cart/:id/items',
    body: { itemId, itemName, itemEmoji, quantity, basePrice },
    timeoutMs: 5000,
  });
  return ok;
}

async function checkOut(user: VirtualUser, cartId: string, lines: readonly Line[]): Promise<void> {
  const customerName = user.pick('who buys', CUSTOMERS);
  const { ok, body } = await user.request({
    method: 'POST',
    path: '/api/checkout',
    body: { customerName, cartId },
    timeoutMs: 10_000,
  });
  if (!ok) return;
  const { total, shipping = 0 } = (body ?? {}) as { total?: unknown; shipping?: unknown };
  const listed = lines.reduce((sum, { drink, quantity }) => sum + drink.price * quantity, 0);
  // Every line may be rounded up or down by half a cent.
  const slack = lines.length * 0.005;
  const isOff = (paid: number) => paid < listed * CHEAPEST - slack || paid > listed * DEAREST + slack;
  if (typeof total !== 'number') user.fail('the checkout says no total');
  else if (isOff(total - Number(shipping))) {
    user.fail(`the total is ${total} for drinks of ${listed.toFixed(2)} on the menu`);
  }
}

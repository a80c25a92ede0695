import type { VirtualUser } from '../../cli/load/journey.ts';

/** One drink, as the menu shows it. */
export interface MenuItem {
  readonly id: string;
  readonly name: string;
  readonly emoji: string;
  /** In whole money with two decimals, as on the wire. */
  readonly price: number;
}

/** Answers the menu as the user has seen it in this iteration; looks at it now when they have not. */
export async function seenMenu(user: VirtualUser): Promise<readonly MenuItem[]> {
  const known = user.seen.get('menu');
  if (isMenu(known)) return known;
  const { ok, body } = await user.request({ method: 'GET', path: '/api/menu', timeoutMs: 5000 });
  if (!ok) return [];
  if (!isMenu(body) || body.length === 0) {
    user.fail('the menu lists no drinks with id, name and price');
    return [];
  }
  user.seen.set('menu', body);
  return body;
}

function isMenu(value: unknown): value is readonly MenuItem[] {
  return Array.isArray(value) && value.every(isMenuItem);
}

function isMenuItem(value: Partial<MenuItem> | null): value is MenuItem {
  return typeof value?.id === 'string' && typeof value.name === 'string' && typeof value.price === 'number';
}

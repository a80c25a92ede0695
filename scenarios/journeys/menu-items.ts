import type { VirtualUser } from '../../cli/load/journey.ts';
import { isWare, type Ware } from './ware.ts';

/** Answers the menu as the user has seen it in this iteration; looks at it now when they have not. */
export async function seenMenu(user: VirtualUser): Promise<readonly Ware[]> {
  const known = user.seen.get('menu');
  if (isMenu(known)) return known;
  const { ok, body } = await user.request({ method: 'GET', path: '/api/menu', timeoutMs: 5000 });
  if (!ok) return [];
  const isListed = isMenu(body) && body.length > 0;
  user.check('the menu lists drinks with id, name and price', isListed);
  if (!isListed) return [];
  user.seen.set('menu', body);
  return body;
}

function isMenu(value: unknown): value is readonly Ware[] {
  return Array.isArray(value) && value.every(isWare);
}

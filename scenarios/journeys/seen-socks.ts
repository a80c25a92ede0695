import type { VirtualUser } from '../../cli/load/journey.ts';

/** One pair of socks as the catalogue shows it. */
export interface Socks {
  readonly id: string;
  /** In whole money with two decimals, as on the wire. */
  readonly price: number;
}

/** Answers the socks of the catalogue as the user has seen them in this iteration; looks now when they have not. */
export async function seenSocks(user: VirtualUser): Promise<readonly Socks[]> {
  const known = user.seen.get('socks');
  if (known !== undefined) return known as readonly Socks[]; // set below
  const { ok, body } = await user.request({ method: 'GET', path: '/catalogue', timeoutMs: 5000 });
  if (!ok) return [];
  const areThere = Array.isArray(body) && body.length > 0 && body.every(isSocks);
  user.check('the catalogue lists socks with id and price', areThere);
  if (!areThere) return [];
  user.seen.set('socks', body);
  return body;
}

function isSocks(value: unknown): value is Socks {
  const { id, price } = (value ?? {}) as Partial<Socks>;
  return typeof id === 'string' && typeof price === 'number';
}

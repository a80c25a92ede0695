import type { VirtualUser } from '../../cli/load/journey.ts';
import { isWare, type Ware } from './ware.ts';

/**
 * Answers the dogs of the petstore as the user has seen them in this iteration; looks now when they have not. Its
 * limit of 100 requests a minute is never met: a client is a session, and every iteration is a session of its own.
 */
export async function seenPets(user: VirtualUser): Promise<readonly Ware[]> {
  const known = user.seen.get('pets');
  if (known !== undefined) return known as readonly Ware[]; // set below
  const { ok, body } = await user.request({
    method: 'GET',
    path: '/petstore-domain/pets/browse?category=dog',
    route: '/petstore-domain/pets/browse',
    timeoutMs: 5000,
  });
  if (!ok) return [];
  const { pets } = (body ?? {}) as { pets?: unknown };
  const areThere = Array.isArray(pets) && pets.length > 0 && pets.every(isWare);
  user.check('there are dogs with id, name and price', areThere);
  if (!areThere) return [];
  user.seen.set('pets', pets);
  return pets;
}

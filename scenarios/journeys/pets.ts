import type { Journey } from '../../cli/load/journey.ts';
import { seenPets } from './seen-pets.ts';

/** Looks at the dogs of the petstore, and at one of them more closely. */
const pets: Journey = {
  name: 'pets',
  trafficType: 'baseline',
  async play(user) {
    const dogs = await seenPets(user);
    if (dogs.length === 0) return;
    await user.think(500, 1500);
    const { id } = user.pick('dog to look at', dogs);
    const path = `/petstore-domain/pets/${encodeURIComponent(id)}`;
    const { ok, body } = await user.request({
      method: 'GET',
      path,
      route: '/petstore-domain/pets/:id',
      timeoutMs: 5000,
    });
    if (!ok) return;
    const shown = (body as { id?: unknown } | undefined)?.id;
    user.check('the pet is the one asked for', shown === id, `${shown} for ${id}`);
  },
};
export default pets;

import type { Journey } from '../../cli/load/journey.ts';
import { CHECKOUT_TIMEOUT_MS } from './cart.ts';
import { customer } from './customer-names.ts';
import { seenPets } from './seen-pets.ts';

/** Orders a dog, and asks how far its saga is. */
const petOrder: Journey = {
  name: 'pet-order',
  trafficType: 'demo',
  async play(user) {
    const dogs = await seenPets(user);
    if (dogs.length === 0) return;
    await user.think(500, 1500);
    const dog = user.pick('dog to order', dogs);
    const { ok, body } = await user.request({
      method: 'POST',
      path: '/petstore-domain/orders',
      body: { customer_id: customer(user), pet_id: dog.id, special_instructions: 'Ring twice' },
      timeoutMs: CHECKOUT_TIMEOUT_MS,
    });
    if (!ok) return;
    const { order_id: id, total } = (body ?? {}) as { order_id?: unknown; total?: unknown };
    if (typeof id !== 'string' || typeof total !== 'number') return user.fail('the order has no id or total');
    await user.think(500, 1500);
    const path = `/petstore-domain/orders/${encodeURIComponent(id)}/status`;
    const saga = await user.request({
      method: 'GET',
      path,
      route: '/petstore-domain/orders/:id/status',
      timeoutMs: 5000,
    });
    const { events } = (saga.body ?? {}) as { events?: unknown };
    if (saga.ok && !Array.isArray(events)) user.fail('the saga has no events');
  },
};
export default petOrder;

import type { Journey } from '../../cli/load/journey.ts';
import { customer } from './customer-names.ts';
import { placeOrder } from './place-order.ts';
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
    const customerId = customer(user);
    const wish = { customer: customerId, body: { customer_id: customerId, pet_id: dog.id } };
    const order = await placeOrder(user, '/petstore-domain/orders', wish);
    if (order === undefined) return;
    await user.think(500, 1500);
    const path = `/petstore-domain/orders/${encodeURIComponent(order.id)}/status`;
    const saga = await user.request({
      method: 'GET',
      path,
      route: '/petstore-domain/orders/:id/status',
      timeoutMs: 5000,
    });
    const { events } = (saga.body ?? {}) as { events?: unknown };
    if (saga.ok) user.check('the saga tells its events', Array.isArray(events));
  },
};
export default petOrder;

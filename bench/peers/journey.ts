import type { Journey, VirtualUser } from '../../cli/journey.ts';

// What every tool plays in the comparison: four requests, the answer of each looked into; with a pause after each,
// where the environment says so.

const pauseMs = Number(process.env['PAUSE_MS'] ?? 0);

async function ask(user: VirtualUser, method: 'GET' | 'POST', path: string, body?: unknown): Promise<void> {
  const answer = await user.request({ method, path, ...(body === undefined ? {} : { body }) });
  const { items } = (answer.body ?? {}) as { items?: readonly unknown[] };
  if (items?.length !== 8) user.fail('there are eight items');
  if (pauseMs > 0) await user.think(pauseMs, pauseMs);
}

const four: Journey = {
  name: 'four-requests',
  async play(user) {
    await ask(user, 'GET', '/api/menu');
    await ask(user, 'GET', '/api/menu/3');
    await ask(user, 'POST', '/api/cart/1/items', { itemId: 3, quantity: 2 });
    await ask(user, 'POST', '/api/orders', { cartId: 'c-1', customerName: 'Ada' });
  },
};

const one: Journey = {
  name: 'one-request',
  async play(user) {
    await user.request({ method: 'GET', path: '/' });
  },
};

export default [four, one];

import type { Journey } from '../../cli/load/journey.ts';

/** Reads the newest orders and opens one. */
const history: Journey = {
  name: 'history',
  trafficType: 'baseline',
  async play(user) {
    const { ok, body } = await user.request({ method: 'GET', path: '/api/orders', timeoutMs: 5000 });
    if (!ok) return;
    const isList = Array.isArray(body);
    user.check('the order history is a list', isList);
    // A shop that has sold nothing yet has nothing to open.
    if (!isList || body.length === 0) return;
    await user.think(500, 1500);
    const { id } = user.pick<{ readonly id: unknown }>('order to open', body);
    const path = `/api/orders/${encodeURIComponent(String(id))}`;
    await user.request({ method: 'GET', path, route: '/api/orders/:id', timeoutMs: 5000 });
  },
};
export default history;

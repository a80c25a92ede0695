import type { Journey } from '../../cli/load/journey.ts';

/** Reads the list of customers and the orders of one. */
const customers: Journey = {
  name: 'customers',
  trafficType: 'baseline',
  async play(user) {
    const { ok, body } = await user.request({ method: 'GET', path: '/api/customers', timeoutMs: 5000 });
    if (!ok) return;
    if (!Array.isArray(body)) return user.fail('the customers are not a list');
    if (body.length === 0) return;
    await user.think(500, 1500);
    const name = String(user.pick<unknown>('customer to look at', body));
    const path = `/api/customers/${encodeURIComponent(name)}/orders`;
    const orders = await user.request({
      method: 'GET',
      path,
      route: '/api/customers/:name/orders',
      timeoutMs: 5000,
    });
    if (orders.ok && !Array.isArray(orders.body)) user.fail(`the orders of ${name} are not a list`);
  },
};
export default customers;

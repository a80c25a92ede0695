import type { Journey } from '../../cli/load/journey.ts';

/** Reads the list of customers and the orders of one. */
const customers: Journey = {
  name: 'customers',
  trafficType: 'baseline',
  async play(user) {
    const { ok, body } = await user.request({ method: 'GET', path: '/api/customers', timeoutMs: 5000 });
    if (!ok) return;
    const isList = Array.isArray(body);
    user.check('the customers are a list', isList);
    if (!isList || body.length === 0) return;
    await user.think(500, 1500);
    const name = String(user.pick<unknown>('customer to look at', body));
    const path = `/api/customers/${encodeURIComponent(name)}/orders`;
    const orders = await user.request({
      method: 'GET',
      path,
      route: '/api/customers/:name/orders',
      timeoutMs: 5000,
    });
    if (orders.ok)
      user.check('the orders of a customer are a list', Array.isArray(orders.body), `of ${name}`);
  },
};
export default customers;

import type { Journey } from '../../cli/load/journey.ts';

/** Looks around the shelves: one request that the gateway composes, without recommendations. */
const browse: Journey = {
  name: 'browse',
  trafficType: 'baseline',
  async play(user) {
    const { ok, body } = await user.request({
      method: 'POST',
      path: '/api/browse',
      body: { user_id: `visitor-${Math.floor(user.random('who looks around') * 1000)}` },
      timeoutMs: 5000,
    });
    if (!ok) return;
    // The shop answers 200 with half a page when the catalog is out: to a visitor that is a failure.
    const { products } = (body ?? {}) as { products?: unknown };
    if (!Array.isArray(products) || products.length === 0) user.fail('the shelves are empty');
  },
};
export default browse;

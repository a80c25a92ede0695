import type { Journey } from '../../cli/load/journey.ts';

/** Browses the shelves: one request that the gateway composes from cart and catalog, never recommendations. */
const browse: Journey = {
  name: 'browse',
  trafficType: 'baseline',
  async play(user) {
    const body = { user_id: `user-${Math.floor(user.random('who browses') * 1000)}` };
    await user.request({ method: 'POST', path: '/api/browse', body, timeoutMs: 5000 });
  },
};
export default browse;

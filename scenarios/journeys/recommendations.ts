import type { Journey } from '../../cli/load/journey.ts';

/** Asks for recommendations and nothing else: what probes play to measure the service that breaks. */
const recommendations: Journey = {
  name: 'recommendations',
  trafficType: 'demo',
  async play(user) {
    await user.request({ method: 'GET', path: '/api/recommendations' });
  },
};
export default recommendations;

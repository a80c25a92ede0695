import type { Journey } from '../../cli/load/journey.ts';
import { seenShelves } from './shelves.ts';

/** Looks around the shelves: one request that the gateway composes, without recommendations. */
const browse: Journey = {
  name: 'browse',
  trafficType: 'baseline',
  async play(user) {
    await seenShelves(user);
  },
};
export default browse;

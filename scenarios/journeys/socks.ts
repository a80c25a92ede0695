import type { Journey } from '../../cli/load/journey.ts';
import { seenSocks } from './seen-socks.ts';

/** Looks through the sock shop's catalogue and at one pair. */
const socks: Journey = {
  name: 'socks',
  trafficType: 'baseline',
  async play(user) {
    const shown = await seenSocks(user);
    if (shown.length === 0) return;
    await user.think(500, 1500);
    const { id } = user.pick('socks to look at', shown);
    const path = `/catalogue/${encodeURIComponent(id)}`;
    const { ok, body } = await user.request({
      method: 'GET',
      path,
      route: '/catalogue/:id',
      timeoutMs: 5000,
    });
    if (!ok) return;
    const seen = (body as { id?: unknown } | undefined)?.id;
    user.check('the socks are those asked for', seen === id, `${seen} for ${id}`);
  },
};
export default socks;

import type { Journey } from '../../cli/load/journey.ts';
import { seenMenu } from './menu-items.ts';

/** How many of those who read the menu look at one drink more closely. */
const LOOKS_CLOSER = 0.3;

/** Reads the menu, and now and then looks at one drink. */
const menu: Journey = {
  name: 'menu',
  trafficType: 'baseline',
  async play(user) {
    const items = await seenMenu(user);
    if (items.length === 0 || user.random('looks closer') >= LOOKS_CLOSER) return;
    await user.think(500, 2500);
    const { id } = user.pick('drink to look at', items);
    const path = `/api/menu/${encodeURIComponent(id)}`;
    const { ok, body } = await user.request({ method: 'GET', path, route: '/api/menu/:id', timeoutMs: 5000 });
    if (!ok) return;
    const shown = (body as { id?: unknown } | undefined)?.id;
    user.check('the drink is the one asked for', shown === id, `${shown} for ${id}`);
  },
};
export default menu;

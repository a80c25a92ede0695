import type { SeedProduct } from './product.ts';

/** The menu: eight coffees (C-17). */
export const COFFEES: readonly SeedProduct[] = [
  coffee('nebula-latte', 'Nebula Latte', '🌌', 599, 'Vanilla and lavender in slow purple swirls.'),
  coffee('supernova-espresso', 'Supernova Espresso', '💥', 399, 'One short shot, over before you blink.'),
  coffee('galaxy-mocha', 'Galaxy Mocha', '🌠', 649, 'Dark chocolate with a spiral of cream.'),
  coffee('asteroid-americano', 'Asteroid Americano', '☄️', 449, 'Long, plain and on a steady orbit.'),
  coffee('lunar-cappuccino', 'Lunar Cappuccino', '🌙', 549, 'A full moon of foam, cratered with cocoa.'),
  coffee('starlight-frappe', 'Starlight Frappé', '⭐', 699, 'Blended ice that glitters on purpose.'),
  coffee(
    'comet-cold-brew',
    'Comet Cold Brew',
    '🌊',
    529,
    'Steeped for eighteen hours, comes back every day.',
  ),
  coffee('rocket-fuel', 'Rocket Fuel', '🚀', 499, 'Two shots, no seat belt.'),
];

function coffee(
  id: string,
  name: string,
  emoji: string,
  priceCents: number,
  description: string,
): SeedProduct {
  return { id, name, emoji, category: 'coffee', priceCents, description, tags: ['drink'] };
}

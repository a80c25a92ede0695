import type { SeedProduct } from './product.ts';

/** "Holy", the sample of S-14, and eight socks over the tags of S-15. */
export const SOCKS: readonly SeedProduct[] = [
  {
    ...sock('holy', 'Holy', 9999, ['magic', 'blue']),
    id: '03fef6ac-1896-4ce8-bd69-b798f85c6e0b',
    description: 'Said to have been seen walking on water. Only one pair known.',
  },
  sock('board-meeting', 'Board Meeting', 1499, ['black', 'formal']),
  sock('trail-runner', 'Trail Runner', 1299, ['green', 'sport']),
  sock('stack-trace', 'Stack Trace', 1150, ['geek', 'white']),
  sock('second-skin', 'Second Skin', 899, ['skin', 'casual']),
  sock('red-card', 'Red Card', 1099, ['red', 'sport', 'action']),
  sock('log-cabin', 'Log Cabin', 1375, ['brown', 'casual']),
  sock('midnight-deploy', 'Midnight Deploy', 1650, ['black', 'geek']),
  sock('rabbit-from-hat', 'Rabbit From Hat', 1999, ['magic', 'white', 'formal']),
];

function sock(id: string, name: string, priceCents: number, tags: readonly string[]): SeedProduct {
  const description = `A pair of ${tags.join(', ')} socks.`;
  return { id: `sock-${id}`, name, emoji: '🧦', category: 'socks', priceCents, description, tags };
}

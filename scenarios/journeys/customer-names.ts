import type { VirtualUser } from '../../cli/load/journey.ts';

/** The regulars. */
const CUSTOMERS = [
  'Ada',
  'Bram',
  'Chiara',
  'Dmitri',
  'Elif',
  'Femi',
  'Greta',
  'Hiro',
  'Ines',
  'Jomo',
  'Katya',
  'Lucia',
  'Mateo',
  'Noor',
  'Omar',
] as const;

/** Answers who the user is to the shop, the same for the length of an iteration. */
export function customer(user: VirtualUser): string {
  return user.pick('who buys', CUSTOMERS);
}

import type { ServiceName, Store } from '../service-table.ts';
import type { FlagName } from './flags.ts';

/** A way to set the shop up so that it behaves as one of the five documents it was made from. */
export interface Flavour {
  /** What the shop is like then, in a sentence. */
  readonly purpose: string;
  /** The variants that differ from the flag table's defaults. */
  readonly flags: { readonly [Name in FlagName]?: string };
  /** Services and stores that its own load leaves alone: its telemetry need not show them. */
  readonly unasked: readonly (ServiceName | Store)[];
  /** Services beyond the core without which its load cannot be served; none when left out. */
  readonly needs?: readonly ServiceName[];
}

/**
 * THE table of flavours. Each has a load mix of its own name. No flavour switches a fault on, whatever its document
 * ships with: a shop that is not steady cannot be experimented with, and `flags set` is one command away.
 */
export const FLAVOURS = {
  coffee: flavour({
    purpose: 'The coffee shop: orders assume a price and stock when pricing cannot be reached.',
    // C-14. Its other choices (carts of an hour, slow services) are the table's defaults; cart-chaos-errors (C-39)
    // and random-errors (C-11, C-46) are faults.
    flags: { 'pricing-fallback': 'on' },
    // Orders go straight to their service, past what the gateway would add.
    unasked: ['recommendation', 'ad'],
  }),
  petstore: flavour({
    purpose: 'The petstore: every route has a rate limit for each client, not only its own.',
    // P-13, P-14: each operation is limited. The five flags of P-19 have their values in the table already.
    flags: { 'rate-limit': 'on' },
    unasked: ['recommendation', 'ad', 'catalog-cache'],
  }),
  v5: flavour({
    purpose: 'The Black Friday demo: a failed recommendation fails the checkout, and carts live for a day.',
    // the failure the demo is about. X-06: 24 h.
    flags: { 'recommendation-required': 'on', 'cart-ttl-seconds': 'day' },
    // Only the menu is cached, which nobody reads here.
    unasked: ['catalog-cache'],
  }),
  ecommerce: flavour({
    purpose: 'The rollout exercises: no recommendations, and services without simulated latency.',
    // X-16 (its feature flag is false), and X-11: a p95 below 200 ms is expected.
    flags: { 'enable-recommendations': 'off', 'latency-profile': 'fast' },
    unasked: ['recommendation', 'catalog-cache'],
  }),
  sock: flavour({
    purpose: 'The sock shop: a failed payment answers 500, nothing is recommended, and carts live for a day.',
    flags: {
      // Nothing is declined for its amount: an order of 204.97 is paid for.
      'legacy-status': 'on',
      // None of its eight services recommends anything (S-01).
      'enable-recommendations': 'off',
      // its carts never end; a day is the longest there is for those who are not logged in.
      'cart-ttl-seconds': 'day',
      // S-75: answers take less than 200 ms up to a hundred users.
      'latency-profile': 'fast',
    },
    unasked: ['recommendation', 'ad', 'catalog-cache'],
    // Who buys has an account.
    needs: ['user'],
  }),
} as const;

export type FlavourName = keyof typeof FLAVOURS;

/** The names of the flavours, in the table's order. */
// Object.keys forgets which keys an object has; FLAVOURS has exactly one for each FlavourName.
export const FLAVOUR_NAMES = Object.keys(FLAVOURS) as readonly FlavourName[];

/** Answers whether a text is the name of a flavour. */
export function isFlavourName(text: unknown): text is FlavourName {
  return typeof text === 'string' && Object.hasOwn(FLAVOURS, text);
}

function flavour(one: Flavour): Flavour {
  return one;
}

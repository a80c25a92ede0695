import { FLAVOUR_NAMES, type FlavourName } from '../../target-shop/contract/flavours.ts';
import { didYouMean } from '../core/closest-name.ts';
import { UsageError } from '../core/errors.ts';
import { parseMix } from './parse-mix.ts';
import type { MixEntry, MixMode } from './run-plan.ts';

/** What iterations play, and how that is drawn. */
export interface LoadMix {
  readonly mix: readonly MixEntry[];
  readonly mixMode: MixMode;
}

/** Mixes that are no flavour's own. */
const FURTHER_NAMES = ['blackfriday', 'sock-users'] as const;

/**
 * THE table of load mixes: that of a shop without a flavour, one for each flavour, and further ones. What a document counts as
 * sessions of one kind each is drawn by weight; what it counts as habits of one user is drawn independently.
 */
const LOAD_MIXES: Readonly<Record<FlavourName | (typeof FURTHER_NAMES)[number] | 'default', LoadMix>> = {
  // C-19 as it is written: 5.04 % of iterations draw nothing.
  default: {
    mixMode: 'independent',
    mix: [
      { journey: 'menu', probability: 0.8 },
      { journey: 'purchase', probability: 0.6 },
      { journey: 'history', probability: 0.3 },
      { journey: 'customers', probability: 0.1 },
    ],
  },
  // C-19 as its load generator plays it: only who has read the menu orders, 48 % of all. The order is placed
  // with POST /api/orders (C-20).
  coffee: {
    mixMode: 'independent',
    mix: [
      { journey: 'menu', probability: 0.8 },
      { journey: 'order', probability: 0.6, within: 'menu' },
      { journey: 'history', probability: 0.3 },
      { journey: 'customers', probability: 0.1 },
    ],
  },
  // P-26 browses and does nothing else; one session in ten orders, or its saga (P-02) would never be seen at work.
  petstore: {
    mixMode: 'weighted',
    mix: [
      { journey: 'pets', probability: 0.9 },
      { journey: 'pet-order', probability: 0.1 },
    ],
  },
  // V-09: 70 to 30 in its text; its code says 75 to 25.
  v5: {
    mixMode: 'weighted',
    mix: [
      { journey: 'browse', probability: 0.7 },
      { journey: 'checkout', probability: 0.3 },
    ],
  },
  // E names no load: the default shares, of its two services, products (E-10) and orders (E-11).
  ecommerce: {
    mixMode: 'independent',
    mix: [
      { journey: 'browse', probability: 0.8 },
      { journey: 'checkout', probability: 0.6 },
      { journey: 'history', probability: 0.3 },
    ],
  },
  // S names no shares: all look around, most buy, some look at their orders.
  sock: {
    mixMode: 'independent',
    mix: [
      { journey: 'socks', probability: 1 },
      { journey: 'sock-order', probability: 0.6 },
      { journey: 'sock-account', probability: 0.3 },
    ],
  },
  // V-34 up to its fifteenth minute; from then on 50, 20 and 30.
  blackfriday: {
    mixMode: 'weighted',
    mix: [
      { journey: 'browse', probability: 0.6 },
      { journey: 'left-cart', probability: 0.25 },
      { journey: 'checkout', probability: 0.15 },
    ],
  },
  // S-75 counts users, each of whom goes the whole way through the shop: a closed model, to be played with --vus.
  'sock-users': {
    mixMode: 'independent',
    mix: [
      { journey: 'sock-account', probability: 1 },
      { journey: 'socks', probability: 1 },
      { journey: 'sock-order', probability: 1 },
    ],
  },
};

/** The names of the mixes, in the table's order. */
export const MIX_NAMES = ['default', ...FLAVOUR_NAMES, ...FURTHER_NAMES] as const;

/** Answers what is played against a shop of a flavour, or of none. */
export function mixOfFlavour(flavour: FlavourName | undefined): LoadMix {
  return LOAD_MIXES[flavour ?? 'default'];
}

/**
 * Reads a mix: the name of one, or journeys and their shares.
 * @param name of what says it
 * @throws UsageError naming the part that is wrong
 * @example readMix('menu=0.8') // { mix: [{ journey: 'menu', probability: 0.8 }], mixMode: 'independent' }
 */
export function readMix(text: string, name = '--mix'): LoadMix {
  if (text.includes('=')) return { mix: parseMix(text, name), mixMode: 'independent' };
  const known = MIX_NAMES.find((one) => one === text);
  if (known !== undefined) return LOAD_MIXES[known];
  throw new UsageError(`${name} ${text}: there is no mix of this name`, {
    hint: didYouMean(text, MIX_NAMES),
  });
}

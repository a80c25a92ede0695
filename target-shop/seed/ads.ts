import { PRODUCTS } from './products.ts';

/** Something to tell people about. */
export interface SeedAd {
  readonly id: string;
  readonly category: string;
  readonly text: string;
  readonly productId: string;
}

const SLOGANS = ['Back again', 'People ask for it', 'Only this week', 'Made to last'] as const;
const ADS_A_CATEGORY = 4;

/** Four ads for each category of the catalog. */
export const ADS: readonly SeedAd[] = Object.values(
  Object.groupBy(PRODUCTS, ({ category }) => category),
).flatMap((products = []) =>
  products.slice(0, ADS_A_CATEGORY).map(({ id, name, category }, place) => ({
    id: `ad-${id}`,
    category,
    text: `${SLOGANS[place % SLOGANS.length]}: ${name}`,
    productId: id,
  })),
);

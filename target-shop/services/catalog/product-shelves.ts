import type { Postgres } from '../../kit/kit.ts';

/** A product as it stands on the shelf. */
export interface Product {
  readonly id: string;
  readonly name: string;
  readonly emoji: string;
  readonly category: string;
  readonly priceCents: number;
  readonly description: string;
  readonly tags: readonly string[];
}

/** Which products to list; what is left out does not matter. */
export interface ProductFilter {
  readonly category?: string | undefined;
  readonly priceMinCents?: number | undefined;
  readonly priceMaxCents?: number | undefined;
  /** Any of them. */
  readonly tags?: readonly string[] | undefined;
  /** From 1. */
  readonly page: number;
  readonly size: number;
}

/** The products in Postgres. */
export interface ProductShelves {
  /** Cheapest first. */
  list(filter: ProductFilter): Promise<readonly Product[]>;
  /** Products whose name or description contains a text, in any case; cheapest first. */
  search(words: string, limit: number): Promise<readonly Product[]>;
  /** In no particular order; unknown ids are left out. */
  byIds(ids: readonly string[]): Promise<readonly Product[]>;
  /** The tags that products of a category have, by alphabet. */
  tagsOf(category: string): Promise<readonly string[]>;
  /** The coffees, in the order of the menu. */
  menu(): Promise<readonly Product[]>;
  /**
   * Other products of the same departments, most popular first; of the whole shop when no id is given.
   * On purpose no index helps this statement: it is the slow one of the Black Friday story (V-36).
   */
  popular(besidesIds: readonly string[], limit: number): Promise<readonly Product[]>;
}

const COLUMNS = 'id, name, emoji, category, price_cents AS "priceCents", description, tags';
const SUMMARY = 'SELECT catalog.products';

const LIST = `
SELECT ${COLUMNS} FROM catalog.products
WHERE ($1::text IS NULL OR category = $1)
  AND ($2::integer IS NULL OR price_cents >= $2)
  AND ($3::integer IS NULL OR price_cents <= $3)
  AND ($4::text[] IS NULL OR tags && $4)
ORDER BY price_cents, id LIMIT $5 OFFSET $6`;

const SEARCH = `
SELECT ${COLUMNS} FROM catalog.products
WHERE strpos(lower(name), lower($1)) > 0 OR strpos(lower(description), lower($1)) > 0
ORDER BY price_cents, id LIMIT $2`;

const BY_IDS = `SELECT ${COLUMNS} FROM catalog.products WHERE id = ANY ($1)`;

const TAGS = `SELECT DISTINCT unnest(tags) AS tag FROM catalog.products WHERE category = $1 ORDER BY tag`;

const MENU = `SELECT ${COLUMNS} FROM catalog.products WHERE category = 'coffee' ORDER BY position`;

const POPULAR = `
SELECT ${COLUMNS} FROM catalog.products
WHERE NOT id = ANY ($1)
  AND (cardinality($1::text[]) = 0
       OR upper(category) IN (SELECT upper(category) FROM catalog.products WHERE id = ANY ($1)))
ORDER BY popularity DESC, id LIMIT $2`;

/** Answers the products that stand in a Postgres. */
export function createProductShelves(postgres: Postgres): ProductShelves {
  const select = (text: string, ...values: readonly unknown[]) =>
    postgres.query<Product>(SUMMARY, text, values);
  return {
    list: ({ category, priceMinCents, priceMaxCents, tags, page, size }) =>
      select(LIST, category, priceMinCents, priceMaxCents, tags, size, (page - 1) * size),
    search: (words, limit) => select(SEARCH, words, limit),
    byIds: (ids) => select(BY_IDS, ids),
    async tagsOf(category) {
      const rows = await postgres.query<{ readonly tag: string }>(SUMMARY, TAGS, [category]);
      return rows.map(({ tag }) => tag);
    },
    menu: () => select(MENU),
    popular: (besidesIds, limit) => select(POPULAR, besidesIds, limit),
  };
}

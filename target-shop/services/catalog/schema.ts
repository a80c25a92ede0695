import { keyedRandom } from '../../contract/keyed-random.ts';
import { PRODUCTS } from '../../seed/products.ts';

const CREATE_TABLE = `
CREATE TABLE IF NOT EXISTS catalog.products (
  id          text PRIMARY KEY,
  position    integer NOT NULL,
  name        text NOT NULL,
  emoji       text NOT NULL,
  category    text NOT NULL,
  price_cents integer NOT NULL CHECK (price_cents > 0),
  description text NOT NULL,
  tags        text[] NOT NULL,
  popularity  integer NOT NULL
)`;

/** The statements that make the table of the `catalog` schema and fill it; running them again changes nothing. */
export const CATALOG_SCHEMA: readonly string[] = [
  CREATE_TABLE,
  'CREATE INDEX IF NOT EXISTS idx_products_category ON catalog.products (category, price_cents)',
  'CREATE INDEX IF NOT EXISTS idx_products_price ON catalog.products (price_cents)',
  seedStatement(),
];

function seedStatement(): string {
  const rows = PRODUCTS.map(({ priceCents, ...product }, position) => ({
    ...product,
    position,
    price_cents: priceCents,
    popularity: Math.floor(keyedRandom(0, 'popularity', product.id) * 10_000),
  }));
  return `
INSERT INTO catalog.products
SELECT * FROM jsonb_populate_recordset(NULL::catalog.products, $seed$${JSON.stringify(rows)}$seed$)
ON CONFLICT (id) DO UPDATE SET
  position = excluded.position, name = excluded.name, emoji = excluded.emoji, category = excluded.category,
  price_cents = excluded.price_cents, description = excluded.description, tags = excluded.tags,
  popularity = excluded.popularity`;
}

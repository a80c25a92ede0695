import { ACCOUNTS } from '../../seed/accounts.ts';

const TABLES = [
  `
CREATE TABLE IF NOT EXISTS accounts.accounts (
  id            text PRIMARY KEY,
  username      text NOT NULL UNIQUE,
  password_hash text NOT NULL,
  email         text NOT NULL,
  first_name    text NOT NULL,
  last_name     text NOT NULL,
  role          text NOT NULL CHECK (role IN ('customer', 'admin'))
)`,
  `
CREATE TABLE IF NOT EXISTS accounts.addresses (
  id         text PRIMARY KEY,
  account_id text NOT NULL REFERENCES accounts.accounts (id),
  number     text NOT NULL,
  street     text NOT NULL,
  city       text NOT NULL,
  postcode   text NOT NULL,
  country    text NOT NULL
)`,
  // No number to pay with is ever written down.
  `
CREATE TABLE IF NOT EXISTS accounts.cards (
  id          text PRIMARY KEY,
  account_id  text NOT NULL REFERENCES accounts.accounts (id),
  last_digits text NOT NULL CHECK (length(last_digits) = 4),
  digits      integer NOT NULL,
  expires     text NOT NULL
)`,
  'CREATE INDEX IF NOT EXISTS addresses_of_account ON accounts.addresses (account_id)',
  'CREATE INDEX IF NOT EXISTS cards_of_account ON accounts.cards (account_id)',
];

const SEED = `
INSERT INTO accounts.accounts
SELECT * FROM jsonb_populate_recordset(NULL::accounts.accounts, $seed$${JSON.stringify(
  ACCOUNTS.map(({ passwordHash, firstName, lastName, ...account }) => ({
    ...account,
    password_hash: passwordHash,
    first_name: firstName,
    last_name: lastName,
  })),
)}$seed$) ON CONFLICT DO NOTHING`;

/** The statements that make the `accounts` schema and its first accounts; running them again changes nothing. */
export const ACCOUNTS_SCHEMA: readonly string[] = [...TABLES, SEED];

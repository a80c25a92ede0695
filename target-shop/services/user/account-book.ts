import type { Postgres } from '../../kit/kit.ts';
import { newHexId } from '../hex-id.ts';
import type { CustomerDocument } from './api.ts';

/** An account, as far as authorisation needs it. */
export interface Account {
  readonly id: string;
  readonly username: string;
  readonly passwordHash: string;
  readonly role: 'customer' | 'admin';
}

/** What somebody registers with; the password is hashed by then. */
export interface NewAccount {
  readonly username: string;
  readonly passwordHash: string;
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
}

export interface NewAddress {
  readonly number: string;
  readonly street: string;
  readonly city: string;
  readonly postcode: string;
  readonly country: string;
}

export interface NewCard {
  readonly longNum: string;
  readonly expires: string;
}

type Address = CustomerDocument['addresses'][number];
type Card = CustomerDocument['cards'][number];

/** All accounts, in Postgres. */
export interface AccountBook {
  byUsername(username: string): Promise<Account | undefined>;
  /** @returns the account's id; `undefined` when the name is taken */
  open(account: NewAccount): Promise<string | undefined>;
  find(id: string): Promise<CustomerDocument | undefined>;
  /** Whoever has a name, with all that belongs to them. */
  findByUsername(username: string): Promise<CustomerDocument | undefined>;
  list(limit: number): Promise<readonly CustomerDocument[]>;
  addAddress(accountId: string, address: NewAddress): Promise<string>;
  findAddress(accountId: string, id: string): Promise<Address | undefined>;
  addCard(accountId: string, card: NewCard): Promise<string>;
  findCard(accountId: string, id: string): Promise<Card | undefined>;
}

const ACCOUNT = 'id, username, password_hash AS "passwordHash", role';
const ADDRESS = 'id, number, street, city, postcode, country';
/** As many stars as digits are hidden. */
const CARD = `id, repeat('*', digits - 4) || last_digits AS "longNum", expires`;
const CUSTOMER = `
SELECT a.id, a.username, a.email, a.first_name AS "firstName", a.last_name AS "lastName",
       coalesce((SELECT jsonb_agg(to_jsonb(t)) FROM (SELECT ${ADDRESS} FROM accounts.addresses
                 WHERE account_id = a.id ORDER BY id) t), '[]') AS addresses,
       coalesce((SELECT jsonb_agg(to_jsonb(t)) FROM (SELECT ${CARD} FROM accounts.cards
                 WHERE account_id = a.id ORDER BY id) t), '[]') AS cards
FROM accounts.accounts a`;

/** Answers the accounts that stand in a Postgres. */
export function createAccountBook({ query }: Postgres): AccountBook {
  return { ...accounts(query), ...belongings(query) };
}

function accounts(
  query: Postgres['query'],
): Pick<AccountBook, 'byUsername' | 'open' | 'find' | 'findByUsername' | 'list'> {
  const select = 'SELECT accounts.accounts';
  return {
    async byUsername(username) {
      const text = `SELECT ${ACCOUNT} FROM accounts.accounts WHERE username = $1`;
      return (await query<Account>(select, text, [username]))[0];
    },
    async open({ username, passwordHash, email, firstName, lastName }) {
      const text = `
INSERT INTO accounts.accounts (id, username, password_hash, email, first_name, last_name, role)
VALUES ($1, $2, $3, $4, $5, $6, 'customer') ON CONFLICT (username) DO NOTHING RETURNING id`;
      const values = [newHexId(), username, passwordHash, email, firstName, lastName];
      return (await query<{ readonly id: string }>('INSERT accounts.accounts', text, values))[0]?.id;
    },
    find: async (id) => (await query<CustomerDocument>(select, `${CUSTOMER} WHERE a.id = $1`, [id]))[0],
    findByUsername: async (username) =>
      (await query<CustomerDocument>(select, `${CUSTOMER} WHERE a.username = $1`, [username]))[0],
    list: (limit) => query<CustomerDocument>(select, `${CUSTOMER} ORDER BY a.username LIMIT $1`, [limit]),
  };
}

function belongings(
  query: Postgres['query'],
): Pick<AccountBook, 'addAddress' | 'findAddress' | 'addCard' | 'findCard'> {
  return {
    async addAddress(accountId, { number, street, city, postcode, country }) {
      const id = newHexId();
      const text = 'INSERT INTO accounts.addresses VALUES ($1, $2, $3, $4, $5, $6, $7)';
      const values = [id, accountId, number, street, city, postcode, country];
      await query('INSERT accounts.addresses', text, values);
      return id;
    },
    async findAddress(accountId, id) {
      const text = `SELECT ${ADDRESS} FROM accounts.addresses WHERE account_id = $1 AND id = $2`;
      return (await query<Address>('SELECT accounts.addresses', text, [accountId, id]))[0];
    },
    async addCard(accountId, { longNum, expires }) {
      const id = newHexId();
      const text = 'INSERT INTO accounts.cards VALUES ($1, $2, $3, $4, $5)';
      await query('INSERT accounts.cards', text, [id, accountId, longNum.slice(-4), longNum.length, expires]);
      return id;
    },
    async findCard(accountId, id) {
      const text = `SELECT ${CARD} FROM accounts.cards WHERE account_id = $1 AND id = $2`;
      return (await query<Card>('SELECT accounts.cards', text, [accountId, id]))[0];
    },
  };
}

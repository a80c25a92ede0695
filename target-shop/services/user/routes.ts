import type { Request } from 'express';
import { type Route, route } from '../../kit/http/route.ts';
import { HttpProblem } from '../../kit/http-problem.ts';
import type { Kit, ServiceDefinition } from '../../kit/kit.ts';
import {
  type Authorisation,
  createAuthorisation,
  onlyAdmins,
  type Principal,
  TOKEN_SECONDS,
  unauthorized,
} from '../authorisation.ts';
import { type AccountBook, createAccountBook } from './account-book.ts';
import {
  ACCOUNT_OF_NAME,
  ADD_ADDRESS,
  ADD_CARD,
  ADDRESS_OF_NAME,
  CARD_OF_NAME,
  ISSUE_TOKEN,
  LIST_ACCOUNTS,
  LOGIN,
  LOGOUT,
  READ_ACCOUNT,
  READ_ADDRESS,
  READ_CARD,
  REGISTER,
} from './api.ts';
import { hashOf, isPassword } from './passwords.ts';
import { ACCOUNTS_SCHEMA } from './schema.ts';

/** User: accounts, and who is logged in. */
export const user: ServiceDefinition = {
  name: 'user',
  routes(kit) {
    const postgres = kit.postgres();
    postgres.migrate('accounts', ACCOUNTS_SCHEMA);
    const parts = { kit, book: createAccountBook(postgres), auth: createAuthorisation(kit, kit.redis()) };
    return [...loginRoutes(parts), ...accountRoutes(parts), ...belongingRoutes(parts), ...orderRoutes(parts)];
  },
};

interface UserParts {
  readonly kit: Kit;
  readonly book: AccountBook;
  readonly auth: Authorisation;
}

function loginRoutes({ kit, book, auth }: UserParts): readonly Route[] {
  const logins = kit.meter.createCounter('logins_total', { description: 'Attempts to log in, by result.' });
  const logIn = async (username: string, password: string): Promise<Principal> => {
    const account = await book.byUsername(username);
    const isRight = await isPassword(password, account?.passwordHash);
    logins.add(1, { result: isRight ? 'success' : 'failure' });
    if (!isRight || account === undefined) throw unauthorized('Name or password is wrong');
    return { accountId: account.id, role: account.role };
  };

  return [
    route(LOGIN, async (_input, res, req) => {
      const principal = await logIn(...basicOf(req));
      await auth.beginSession(res, principal);
      res.json({ user: { id: principal.accountId } });
    }),

    route(ISSUE_TOKEN, async ({ body: { username, password } }, res) => {
      const token = await auth.issueToken(await logIn(username, password));
      res.json({ token, tokenType: 'Bearer', expiresInSeconds: TOKEN_SECONDS });
    }),

    route(LOGOUT, async (_input, res, req) => {
      await auth.endSession(req, res);
      res.status(204).end();
    }),

    route(REGISTER, async ({ body: { password, ...account } }, res) => {
      const id = await book.open({ ...account, passwordHash: await hashOf(password) });
      if (id === undefined) {
        throw new HttpProblem(409, 'USERNAME_TAKEN', `"${account.username}" is taken`);
      }
      await auth.beginSession(res, { accountId: id, role: 'customer' });
      res.status(201).json({ id });
    }),
  ];
}

function accountRoutes({ book, auth }: UserParts): readonly Route[] {
  return [
    route(LIST_ACCOUNTS, async ({ query: { limit } }, res, req) => {
      onlyAdmins(await auth.principalOf(req));
      res.json(await book.list(limit));
    }),

    route(READ_ACCOUNT, async ({ params: { id } }, res, req) => {
      const principal = await auth.principalOf(req);
      if (principal.accountId !== id) onlyAdmins(principal);
      res.json(foundOr('ACCOUNT_NOT_FOUND', await book.find(id)));
    }),
  ];
}

function belongingRoutes({ book, auth }: UserParts): readonly Route[] {
  return [
    route(ADD_ADDRESS, async ({ body }, res, req) => {
      const { accountId } = await auth.principalOf(req);
      res.status(201).json({ id: await book.addAddress(accountId, body) });
    }),

    route(READ_ADDRESS, async ({ params: { id } }, res, req) => {
      const { accountId } = await auth.principalOf(req);
      res.json(foundOr('ADDRESS_NOT_FOUND', await book.findAddress(accountId, id)));
    }),

    route(ADD_CARD, async ({ body: { longNum, expires } }, res, req) => {
      const { accountId } = await auth.principalOf(req);
      res.status(201).json({ id: await book.addCard(accountId, { longNum, expires }) });
    }),

    route(READ_CARD, async ({ params: { id } }, res, req) => {
      const { accountId } = await auth.principalOf(req);
      res.json(foundOr('CARD_NOT_FOUND', await book.findCard(accountId, id)));
    }),
  ];
}

/** What orders asks of a customer (S-23), who may as well be a guest. */
function orderRoutes({ book }: UserParts): readonly Route[] {
  return [
    route(ACCOUNT_OF_NAME, async ({ params: { username } }, res) => {
      const known = await book.findByUsername(username);
      res.json({ account: known === undefined ? null : { id: known.id, email: known.email } });
    }),

    route(ADDRESS_OF_NAME, async ({ params: { username } }, res) => {
      res.json({ address: (await book.findByUsername(username))?.addresses.at(-1) ?? null });
    }),

    route(CARD_OF_NAME, async ({ params: { username } }, res) => {
      res.json({ card: (await book.findByUsername(username))?.cards.at(-1) ?? null });
    }),
  ];
}

/** @throws HttpProblem 401 for anything but Basic authorisation */
function basicOf(request: Request): [username: string, password: string] {
  const encoded = /^Basic (\S+)$/i.exec(request.get('authorization') ?? '')?.[1];
  const decoded = Buffer.from(encoded ?? '', 'base64').toString('utf8');
  const colon = decoded.indexOf(':');
  if (encoded === undefined || colon === -1) {
    throw new HttpProblem(401, 'UNAUTHORIZED', 'Log in by Basic authorisation', {
      headers: { 'WWW-Authenticate': 'Basic realm="shop"' },
    });
  }
  return [decoded.slice(0, colon), decoded.slice(colon + 1)];
}

/** @throws HttpProblem 404 */
function foundOr<T>(code: string, found: T | undefined): T {
  if (found !== undefined) return found;
  throw new HttpProblem(404, code, 'There is none of this id, or it is not yours');
}

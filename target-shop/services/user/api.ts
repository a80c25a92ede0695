import * as z from 'zod';
import { operation } from '../../kit/http/operation.ts';
import { listQuery, text } from '../read-input.ts';

/** bcrypt reads no more than 72 bytes: longer passwords would all be the same from there on. */
const password = z
  .string()
  .min(1)
  .refine((given) => Buffer.byteLength(given) <= 72, 'must be at most 72 bytes long');

export const addressDocument = z.object({
  id: z.string(),
  number: z.string(),
  street: z.string(),
  city: z.string(),
  postcode: z.string(),
  country: z.string(),
});

/** A card without what one could pay with: its number is masked but for the last four digits. */
export const cardDocument = z.object({ id: z.string(), longNum: z.string(), expires: z.string() });

export const customerDocument = z.object({
  id: z.string(),
  username: z.string(),
  email: z.string(),
  firstName: z.string(),
  lastName: z.string(),
  addresses: z.array(addressDocument),
  cards: z.array(cardDocument),
});

export type CustomerDocument = z.output<typeof customerDocument>;

const REFUSED = ['UNAUTHORIZED'] as const;
const FORBIDDEN = ['FORBIDDEN'] as const;
const created = z.object({ id: z.string() });

// The next three are asked by services of the shop only: the gateway passes none of them on.
export const ACCOUNT_OF_NAME = operation({
  method: 'GET',
  path: '/accounts/:username',
  summary: 'Answers whose account a name is, if it is any.',
  answers: { 200: z.object({ account: z.object({ id: z.string(), email: z.string() }).nullable() }) },
});

export const ADDRESS_OF_NAME = operation({
  method: 'GET',
  path: '/accounts/:username/address',
  summary: 'Answers an address of an account.',
  answers: { 200: z.object({ address: addressDocument.nullable() }) },
});

export const CARD_OF_NAME = operation({
  method: 'GET',
  path: '/accounts/:username/card',
  summary: 'Answers a card of an account, masked.',
  answers: { 200: z.object({ card: cardDocument.nullable() }) },
});

export const LOGIN = operation({
  method: 'GET',
  path: '/login',
  summary: 'Begins a session for the name and password of Basic authorisation.',
  answers: { 200: z.object({ user: z.object({ id: z.string() }) }), 401: REFUSED },
});

export const LOGOUT = operation({
  method: 'GET',
  path: '/logout',
  summary: 'Ends the session of the cookie.',
  answers: { 204: 'no body' },
});

export const ISSUE_TOKEN = operation({
  method: 'POST',
  path: '/auth/login',
  summary: 'Answers a bearer token for a name and a password (P-11).',
  body: z.object({ username: text, password }),
  answers: {
    200: z.object({ token: z.string(), tokenType: z.literal('Bearer'), expiresInSeconds: z.int() }),
    401: REFUSED,
  },
});

export const REGISTER = operation({
  method: 'POST',
  path: '/register',
  summary: 'Opens an account, and begins a session.',
  body: z.object({
    username: text,
    password,
    email: z.email().max(200),
    firstName: z.string().max(200).default(''),
    lastName: z.string().max(200).default(''),
  }),
  answers: { 201: created, 409: ['USERNAME_TAKEN'] },
});

export const LIST_ACCOUNTS = operation({
  method: 'GET',
  path: '/customers',
  summary: 'Answers all accounts; for administrators.',
  query: listQuery,
  answers: { 200: z.array(customerDocument), 401: REFUSED, 403: FORBIDDEN },
});

export const READ_ACCOUNT = operation({
  method: 'GET',
  path: '/customers/:id',
  summary: 'Answers an account, to its owner and to administrators.',
  answers: { 200: customerDocument, 401: REFUSED, 403: FORBIDDEN, 404: ['ACCOUNT_NOT_FOUND'] },
});

export const ADD_ADDRESS = operation({
  method: 'POST',
  path: '/addresses',
  summary: 'Adds an address to one’s account.',
  body: z.object({ number: text, street: text, city: text, postcode: text, country: text }),
  answers: { 201: created, 401: REFUSED },
});

export const READ_ADDRESS = operation({
  method: 'GET',
  path: '/addresses/:id',
  summary: 'Answers an address of one’s own.',
  answers: { 200: addressDocument, 401: REFUSED, 404: ['ADDRESS_NOT_FOUND'] },
});

export const ADD_CARD = operation({
  method: 'POST',
  path: '/cards',
  summary: 'Adds a card to one’s account; only its last four digits are kept.',
  body: z.object({
    longNum: z.string().regex(/^\d{12,19}$/, 'must be 12 to 19 digits'),
    expires: z.string().regex(/^(0[1-9]|1[0-2])\/\d{2}$/, 'must be MM/YY'),
    ccv: z.string().regex(/^\d{3,4}$/, 'must be 3 or 4 digits'),
  }),
  answers: { 201: created, 401: REFUSED },
});

export const READ_CARD = operation({
  method: 'GET',
  path: '/cards/:id',
  summary: 'Answers a card of one’s own, masked.',
  answers: { 200: cardDocument, 401: REFUSED, 404: ['CARD_NOT_FOUND'] },
});

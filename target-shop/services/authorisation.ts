import { randomBytes } from 'node:crypto';
import type { Request, Response } from 'express';
import type { Redis } from 'ioredis';
import { jwtVerify, SignJWT } from 'jose';
import { HttpProblem } from '../kit/http-problem.ts';
import type { Kit } from '../kit/kit.ts';
import { cookieValue } from './frontend/session-cookie.ts';

/** Who asks. */
export interface Principal {
  readonly accountId: string;
  readonly role: 'customer' | 'admin';
}

/** Sessions and tokens: the two ways to say who one is. */
export interface Authorisation {
  /** Begins a session, its cookie in the answer. */
  beginSession(response: Response, principal: Principal): Promise<void>;
  /** Ends the session of a request's cookie, if it has one. */
  endSession(request: Request, response: Response): Promise<void>;
  /** Answers a bearer token. */
  issueToken(principal: Principal): Promise<string>;
  /** Answers who asks, by bearer token or session. @throws HttpProblem 401 */
  principalOf(request: Request): Promise<Principal>;
}

/** S-43. */
const COOKIE = 'logged_in';
const SOUND_SESSION = /^[0-9a-f]{32}$/;
/** The sock shop's sessions never expire (S-43); a store that only grows would be a fault of its own. */
const SESSION_SECONDS = 30 * 24 * 3600;
export const TOKEN_SECONDS = 3600;
const ALGORITHM = 'HS256';

/** Answers the shop's authorisation, over the sessions in a Redis. */
export function createAuthorisation(kit: Kit, redis: Redis): Authorisation {
  const key = kit.secret('bearer tokens');
  return {
    async beginSession(response, principal) {
      const session = randomBytes(16).toString('hex');
      await redis.setex(sessionKey(session), SESSION_SECONDS, JSON.stringify(principal));
      response.cookie(COOKIE, session, { httpOnly: true, sameSite: 'lax', path: '/' });
    },
    async endSession(request, response) {
      const session = sessionOf(request);
      if (session !== undefined) await redis.del(sessionKey(session));
      response.clearCookie(COOKIE, { path: '/' });
    },
    issueToken: ({ accountId, role }) =>
      new SignJWT({ role })
        .setProtectedHeader({ alg: ALGORITHM })
        .setSubject(accountId)
        .setIssuedAt(Math.floor(kit.clock.now() / 1000))
        .setExpirationTime(Math.floor(kit.clock.now() / 1000) + TOKEN_SECONDS)
        .sign(key),
    async principalOf(request) {
      const bearer = /^Bearer (.+)$/i.exec(request.get('authorization') ?? '')?.[1];
      const found = bearer === undefined ? await ofSession(redis, request) : await ofToken(bearer, key, kit);
      if (found === undefined) throw unauthorized('Log in first');
      kit.currentSpan().setAttribute('user.id', found.accountId);
      return found;
    },
  };
}

/** @throws HttpProblem 403 for anybody else */
export function onlyAdmins({ role }: Principal): void {
  if (role !== 'admin') throw new HttpProblem(403, 'FORBIDDEN', 'Only administrators may do this');
}

/** Answers a refusal that says how to log in. */
export function unauthorized(message: string): HttpProblem {
  return new HttpProblem(401, 'UNAUTHORIZED', message, { headers: { 'WWW-Authenticate': 'Bearer' } });
}

function sessionKey(session: string): string {
  return `session:${session}`;
}

function sessionOf(request: Request): string | undefined {
  const session = cookieValue(request.get('cookie') ?? '', COOKIE);
  return session !== undefined && SOUND_SESSION.test(session) ? session : undefined;
}

async function ofSession(redis: Redis, request: Request): Promise<Principal | undefined> {
  const session = sessionOf(request);
  if (session === undefined) return undefined;
  const kept = await redis.get(sessionKey(session));
  return kept === null ? undefined : (JSON.parse(kept) as Principal); // written by beginSession only
}

async function ofToken(token: string, key: Uint8Array, kit: Kit): Promise<Principal> {
  try {
    const options = { algorithms: [ALGORITHM], currentDate: new Date(kit.clock.now()) };
    const { payload } = await jwtVerify(token, key, options);
    return { accountId: payload.sub ?? '', role: payload['role'] === 'admin' ? 'admin' : 'customer' };
  } catch {
    throw unauthorized('The token is not one of ours, or has expired');
  }
}

import type { Request } from 'express';
import { cookieValue } from './frontend/session-cookie.ts';

/** The header by which the frontend tells the gateway, and a client may tell the frontend, who is asking. */
export const CLIENT_ID = 'x-client-id';

/** A header of strangers becomes a key: printable, and not long. */
const SOUND_ID = /^[\x21-\x7e]{1,128}$/;

/**
 * Answers who is asking, for limits: by name, else by session, else by address. A session counts only when the client
 * itself brought it, as baggage or cookie: else whoever forgets the cookie would be somebody else with every request.
 */
export function clientIdOf(req: Request): string {
  const named = req.get(CLIENT_ID);
  if (named !== undefined && SOUND_ID.test(named)) return named;
  const session = sessionInBaggage(req.get('baggage') ?? '') ?? cookieValue(req.get('cookie') ?? '', 'sid');
  return session !== undefined && SOUND_ID.test(session) ? `session:${session}` : `address:${req.ip}`;
}

function sessionInBaggage(header: string): string | undefined {
  return /(?:^|,)\s*session\.id=([^,;\s]+)/.exec(header)?.[1];
}

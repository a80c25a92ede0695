import { context, propagation } from '@opentelemetry/api';
import type { RequestHandler } from 'express';
import type { Kit } from '../../kit/kit.ts';
import { newHexId } from '../hex-id.ts';

const COOKIE = 'sid';
const SOUND_ID = /^[0-9a-f]{8}$/;

/**
 * Knows each visitor by a cookie, set when it is missing, and carries its value as the baggage `session.id`:
 * so every span behind this one can be found by session. A session that came as baggage stays as it is.
 */
export function rememberSession(kit: Kit): RequestHandler {
  return (req, res, next) => {
    const baggage = propagation.getActiveBaggage() ?? propagation.createBaggage();
    const known = cookieValue(req.get('cookie') ?? '', COOKIE);
    const isSound = known !== undefined && SOUND_ID.test(known);
    const session = isSound ? known : newHexId();
    if (!isSound) res.cookie(COOKIE, session, { httpOnly: true, sameSite: 'lax', path: '/' });
    if (baggage.getEntry('session.id') !== undefined) return next();
    kit.currentSpan().setAttribute('session.id', session);
    const carried = baggage.setEntry('session.id', { value: session });
    context.with(propagation.setBaggage(context.active(), carried), next);
  };
}

/**
 * Answers the value of a cookie in a `Cookie` header.
 * @example cookieValue('a=1; sid=0f', 'sid') // '0f'
 */
export function cookieValue(header: string, name: string): string | undefined {
  const pair = header.split(';').find((part) => part.trim().startsWith(`${name}=`));
  return pair?.slice(pair.indexOf('=') + 1).trim();
}

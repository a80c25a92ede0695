import type { Response } from 'express';
import type { PeerResponse } from '../../kit/kit.ts';

/** Answers what a peer has answered: its code says more than one of ours would. */
export function answerAs(res: Response, { status, headers, body }: PeerResponse<unknown>): void {
  const retryAfter = headers['retry-after'];
  if (retryAfter !== undefined) res.set('Retry-After', retryAfter);
  if (body === undefined) res.status(status).end();
  else res.status(status).json(body);
}

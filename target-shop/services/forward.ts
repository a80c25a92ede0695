import type { Request, Response } from 'express';
import type { Peer, PeerRequest } from '../kit/kit.ts';

/** Headers of an answer that a client of ours may need. */
const PASSED_HEADERS = ['retry-after', 'location', 'set-cookie', 'www-authenticate'] as const;
/** Headers of a request that say who asks. */
const IDENTITY_HEADERS = ['authorization', 'cookie'] as const;

/** Where a request goes on to. */
export interface Forwarding {
  readonly method: PeerRequest['method'];
  /** Template at the peer, with the parameters of the request's own. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

/** Sends a request on and answers what comes back: status, JSON body, and the headers that a client may need. */
export async function forward(
  req: Request,
  res: Response,
  { peer, ...forwarding }: Forwarding & { readonly peer: Peer },
): Promise<void> {
  const { path: route, headers, ...rest } = forwarding;
  const search = req.originalUrl.indexOf('?');
  const query = search === -1 ? '' : req.originalUrl.slice(search);
  const path = fillIn(route, req.params) + query;
  const body = forwarding.method === 'GET' ? undefined : req.body;
  const answer = await peer.request({
    ...rest,
    path,
    route,
    body,
    headers: { ...identityOf(req), ...headers },
  });
  for (const name of PASSED_HEADERS) {
    const value = answer.headers[name];
    if (value !== undefined) res.set(name, value);
  }
  res.status(answer.status);
  if (answer.body === undefined) res.end();
  else res.json(answer.body);
}

/** Answers the headers by which a request says who asks. */
export function identityOf(req: Request): Readonly<Record<string, string>> {
  const given = IDENTITY_HEADERS.map((name) => [name, req.get(name)] as const);
  return Object.fromEntries(
    given.filter((pair): pair is [(typeof pair)[0], string] => pair[1] !== undefined),
  );
}

/**
 * Answers a path with its parameters filled in, escaped.
 * @example fillIn('/cart/:id', { id: 'a b' }) // '/cart/a%20b'
 */
export function fillIn(
  template: string,
  params: Readonly<Record<string, string | string[] | undefined>>,
): string {
  return template.replace(/:(\w+)/g, (_whole, name: string) =>
    encodeURIComponent(String(params[name] ?? '')),
  );
}

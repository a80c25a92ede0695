import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { WireAnswer } from '../../../cli/load/http/transport.ts';
import { rightShop } from './right-shop.ts';

/** A request as the shop saw it. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
}

/** A shop that is right, on a socket. */
export interface RightShopServer extends AsyncDisposable {
  readonly url: string;
  readonly seen: readonly SeenRequest[];
}

/** What may stand in the way of an answer. */
export interface RightShopOptions {
  /** How long the next answer takes, in milliseconds; none when left out. */
  answerAfterMs?(): number;
  /** Answers in the shop's place; `undefined` leaves it to the shop. */
  instead?(request: SeenRequest): WireAnswer | undefined;
}

/** It keeps no books in which the orders of a load could be looked up. */
function booksOf(path: string): WireAnswer | undefined {
  if (!/^\/api\/customers\/[^/]+\/orders\?limit=/.test(path)) return undefined;
  return { kind: 'answered', status: 404, text: '', cookies: [] };
}

/** Starts one on a free port. */
export async function startRightShop(options: RightShopOptions = {}): Promise<RightShopServer> {
  const { answerAfterMs = () => 0, instead } = options;
  const shop = rightShop();
  const seen: SeenRequest[] = [];
  const server = createServer(async (request, response) => {
    const body = (await request.toArray()).join('') || '{}';
    const { method = '', url: path = '', headers } = request;
    const asked = { method, path, headers };
    seen.push(asked);
    const answer =
      instead?.(asked) ?? booksOf(path) ?? shop({ method, path, headers: {}, body, timeoutMs: 0 });
    const afterMs = answerAfterMs();
    if (afterMs > 0) await new Promise((resolve) => setTimeout(resolve, afterMs));
    if (answer.kind === 'failed') return request.socket.resetAndDestroy();
    response
      .writeHead(answer.status, { 'content-type': 'application/json', 'set-cookie': [...answer.cookies] })
      .end(answer.text);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    async [Symbol.asyncDispose]() {
      server.close().closeAllConnections();
      await once(server, 'close');
    },
  };
}

import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import * as z from 'zod';
import { keyedRandom } from '../../contract/keyed-random.ts';
import type { Kit } from '../../kit/kit.ts';
import { simulateProcessing } from '../processing-time.ts';

/** All that the stand-in looks at: the same key always gets the same answer, so that asking twice charges once. */
const requestBody = z.object({ idempotencyKey: z.string() });

/** What the provider answers. */
export interface Authorisation {
  readonly approved: boolean;
  readonly transactionId: string;
}

/** The stand-in for a card company, with a listener of its own: it can be down while payment is up. */
export interface ProviderStub {
  readonly url: string;
  /** Ends it; safe to call twice. */
  close(): Promise<void>;
}

/** Share of authorisations declined in the `realistic` latency profile (V-04). */
const DECLINE_RATIO = 0.01;

/** Starts the provider on loopback: `POST /authorisations` and `POST /refunds`. @param port 0 takes a free one */
export async function startProviderStub(kit: Kit, port: number): Promise<ProviderStub> {
  const server = createServer(async (request, response) => {
    const answer = await answerTo(kit, request).catch(() => undefined);
    response.writeHead(answer === undefined ? 400 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer ?? { error: 'not a request this provider knows' }));
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address() as AddressInfo; // a TCP server's address is never a path
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answerTo(kit: Kit, request: IncomingMessage): Promise<object> {
  const { idempotencyKey } = requestBody.parse(await json(request));
  await simulateProcessing(kit, 'paymentProvider');
  return request.url === '/refunds' ? { refunded: true } : authorise(kit, idempotencyKey);
}

function authorise(kit: Kit, key: string): Authorisation {
  const declines = kit.flags.get('latency-profile') === 'realistic';
  return {
    approved: !declines || keyedRandom(0, 'decline', key) >= DECLINE_RATIO,
    transactionId: `txn-${createHash('sha256').update(key).digest('hex').slice(0, 12)}`,
  };
}

import { HttpProblem } from '../../kit/http-problem.ts';
import type { Peer } from '../../kit/kit.ts';
import { PeerUnavailableError } from '../../kit/peer-unavailable-error.ts';
import type { Authorisation } from './provider-stub.ts';

/** What is to be paid, and for which order. */
export interface Bill {
  readonly orderId: string;
  readonly amountCents: number;
  readonly method: string;
}

/** The company that moves the money. Both calls may be repeated: the order's id is the idempotency key. */
export interface Provider {
  /** @throws HttpProblem 503 when there is no usable answer */
  authorise(bill: Bill): Promise<Authorisation>;
  /** Gives back what was authorised, if anything was. @throws HttpProblem 503 as above */
  refund(orderId: string): Promise<void>;
}

/** Less than the 5 s that orders waits, so that it hears what happened. */
const TIMEOUT_MS = 3000;
const RETRY_AFTER_SECONDS = '5';

/** Answers the provider behind a client. */
export function createProvider(peer: Peer): Provider {
  const post = async <Body>(path: string, body: object): Promise<Body> => {
    const response = await peer
      .request<Body>({ method: 'POST', path, route: path, body, timeoutMs: TIMEOUT_MS })
      .catch((error: unknown) => {
        if (!(error instanceof PeerUnavailableError)) throw error;
        throw noPayment('The payment provider gives no answer', error);
      });
    if (response.status !== 200) throw noPayment(`The payment provider answered ${response.status}`);
    return response.body;
  };
  return {
    authorise: ({ orderId, amountCents, method }) =>
      post('/authorisations', { idempotencyKey: orderId, amountCents, method }),
    refund: async (orderId) => void (await post('/refunds', { idempotencyKey: orderId })),
  };
}

/** Answers the problem of a payment that nobody can take now. */
export function noPayment(message: string, cause?: unknown): HttpProblem {
  const headers = { 'Retry-After': RETRY_AFTER_SECONDS };
  return new HttpProblem(503, 'PAYMENT_UNAVAILABLE', message, { headers, cause });
}

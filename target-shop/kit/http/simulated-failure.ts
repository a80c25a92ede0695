import { requestInHand } from '../request-in-hand.ts';

/** The header by which a client asks for the failure of one peer call of its own request (P-16). */
export const SIMULATE_FAILURE = 'x-simulate-failure';

/** Answers whether the request in hand asks that calls to this peer fail: `payment` or `payment-service`. */
export function isFailureSimulated(peer: string): boolean {
  const wished = requestInHand()?.simulateFailure;
  return wished !== undefined && (wished === peer || wished === `${peer}-service`);
}

import { HttpProblem } from '../../kit/http-problem.ts';
import type { Peer, PeerRequest, PeerResponse } from '../../kit/kit.ts';
import { PeerUnavailableError } from '../../kit/peer-unavailable-error.ts';

const RETRY_AFTER_SECONDS = '5';

/**
 * Answers what a peer says, when it says anything of use.
 * @param code of the problem otherwise, for example `PRICING_UNAVAILABLE`
 * @throws HttpProblem 503 with Retry-After when there is no answer, or a 5xx
 */
export async function askPeer<Body>(
  peer: Peer,
  request: PeerRequest,
  code: string,
): Promise<PeerResponse<Body>> {
  const response = await peer.request<Body>(request).catch((error: unknown) => {
    if (error instanceof PeerUnavailableError) throw unavailable(code, error.message, error);
    throw error;
  });
  if (response.status < 500) return response;
  throw unavailable(code, `${request.method} ${request.route ?? request.path} answered ${response.status}`);
}

function unavailable(code: string, message: string, cause?: unknown): HttpProblem {
  return new HttpProblem(503, code, message, { headers: { 'Retry-After': RETRY_AFTER_SECONDS }, cause });
}

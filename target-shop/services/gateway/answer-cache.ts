import type { Kit, PeerResponse } from '../../kit/kit.ts';
import { createJsonCache } from '../json-cache.ts';

/** A refusal on its way past the cache, which keeps what it is given and nothing that was thrown. */
class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly answer: PeerResponse<unknown>;

  constructor(answer: PeerResponse<unknown>) {
    super(`answered ${answer.status}`);
    this.answer = answer;
  }
}

/**
 * Answers what keeps the bodies of a peer's 200s for a while, so that the peer need not be asked, or be there; any
 * other answer is passed on and not kept.
 * @param cache its name in metrics, and before its keys
 */
export function createAnswerCache(kit: Kit, cache: string) {
  const bodies = createJsonCache(kit);
  return async <Body>(
    ttlSeconds: number,
    key: string,
    ask: () => Promise<PeerResponse<Body>>,
  ): Promise<PeerResponse<Body>> => {
    try {
      const body = await bodies.read({ cache, key: `${cache}:${key}`, ttlSeconds }, async () => {
        const answer = await ask();
        if (answer.status !== 200) throw new Refusal(answer);
        return answer.body;
      });
      return { status: 200, headers: {}, body };
    } catch (error) {
      if (error instanceof Refusal) return error.answer as PeerResponse<Body>; // of the same question
      throw error;
    }
  };
}

import type { Kit } from '../../kit/kit.ts';
import type { AdDocument } from '../ad/api.ts';

/** Nobody waits for an ad. */
const TIMEOUT_MS = 1000;

/** Answers a client for ads; none when there is no such service, or it does not answer. */
export function createAds(kit: Kit): () => Promise<readonly AdDocument[]> {
  const peer = kit.peerIfAny('ad', 'bare');
  return async () => {
    if (peer === undefined) return [];
    try {
      const { status, body } = await peer.request<readonly AdDocument[]>({
        ...{ method: 'GET', path: '/ads', route: '/ads', timeoutMs: TIMEOUT_MS },
      });
      return status === 200 ? body : [];
    } catch (error) {
      kit.log.warn({ err: error }, 'Checked out without ads');
      return [];
    }
  };
}

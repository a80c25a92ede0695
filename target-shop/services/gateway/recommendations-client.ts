import type { Kit } from '../../kit/kit.ts';
import { PeerUnavailableError } from '../../kit/peer-unavailable-error.ts';
import { DEMO_MINUTE } from '../demo-minute.ts';

/** Recommendations, or in one word why there are none; and the minute of the demo, while a fault is in force. */
export type Recommendations = { readonly demoMinute?: number } & (
  | { readonly items: readonly unknown[] }
  | { readonly failure: string }
);

const TIMEOUT_MS = 5000;

/**
 * Answers a client for recommendations. It has no retry and no breaker, as the demo's story needs it (V-31),
 * unless the flag `recommendation-resilience` shows the cure.
 */
export function createRecommendations(kit: Kit): (productIds: readonly string[]) => Promise<Recommendations> {
  const bare = kit.peer('recommendation', 'bare');
  const guarded = kit.peer('recommendation');
  return async (productIds) => {
    const peer = kit.flags.get('recommendation-resilience') ? guarded : bare;
    const ids = productIds.map(encodeURIComponent).join(',');
    try {
      const { status, headers, body } = await peer.request<readonly unknown[] & { readonly code?: string }>({
        method: 'GET',
        path: `/recommendations?productIds=${ids}`,
        route: '/recommendations',
        timeoutMs: TIMEOUT_MS,
      });
      const minute = headers[DEMO_MINUTE];
      const known = minute === undefined ? {} : { demoMinute: Number(minute) };
      return { ...known, ...(status === 200 ? { items: body } : { failure: body?.code ?? String(status) }) };
    } catch (error) {
      if (error instanceof PeerUnavailableError) return { failure: error.reason };
      throw error;
    }
  };
}

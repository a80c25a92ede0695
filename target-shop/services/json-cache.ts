import type { Kit } from '../kit/kit.ts';
import { cacheReads } from './cache-reads.ts';

/** One thing kept in Redis for a while. */
export interface CacheEntry {
  /** Names the cache in metrics. */
  readonly cache: string;
  readonly key: string;
  readonly ttlSeconds: number;
}

/** Answers built values again for a while; a Redis that is down only makes it slower. */
export interface JsonCache {
  /** Answers the kept value, else builds it and keeps it. @throws whatever `build` throws */
  read<Value>(entry: CacheEntry, build: () => Promise<Value>): Promise<Value>;
}

/** Answers the service's cache; counts `cache_requests_total` by result: hit, miss or error. */
export function createJsonCache(kit: Kit): JsonCache {
  const redis = kit.redis();
  const look = cacheReads(kit);

  return {
    async read<Value>(entry: CacheEntry, build: () => Promise<Value>) {
      const { cache, key } = entry;
      const kept = await look({ cache, source: 'the source', details: { key }, read: () => redis.get(key) });
      if (kept !== null) return JSON.parse(kept) as Value; // written below from the same build
      const value = await build();
      await redis.setex(key, entry.ttlSeconds, JSON.stringify(value)).catch((error: unknown) => {
        kit.log.warn({ err: error, key }, 'Cache not writable');
      });
      return value;
    },
  };
}

import type { Kit } from '../kit/kit.ts';

/** One look into a cache. */
export interface CacheRead<Found> {
  /** Names the cache in `cache_requests_total`. */
  readonly cache: string;
  /** What is read instead when the cache cannot be, for the log. */
  readonly source: string;
  /** Goes to the log with the error. */
  readonly details: object;
  /** Answers what the cache holds; `null` for nothing. */
  read(): Promise<Found | null>;
}

/** Answers how a service looks into caches: each look is counted, and a broken cache is an empty one. */
export function cacheReads(kit: Kit): <Found>(look: CacheRead<Found>) => Promise<Found | null> {
  const requests = kit.meter.createCounter('cache_requests_total', {
    description: 'Cache reads, by result.',
  });
  return async ({ cache, source, details, read }) => {
    try {
      const found = await read();
      requests.add(1, { cache, result: found === null ? 'miss' : 'hit' });
      return found;
    } catch (error) {
      requests.add(1, { cache, result: 'error' });
      kit.log.warn({ err: error, ...details }, `Cache not readable, reading ${source}`);
      return null;
    }
  };
}

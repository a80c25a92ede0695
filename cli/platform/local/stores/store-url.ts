import { UsageError } from '../../../core/errors.ts';

const STORES = {
  redis: { flag: '--redis-url', protocols: ['redis:', 'rediss:'] },
  postgres: { flag: '--postgres-url', protocols: ['postgres:', 'postgresql:'] },
} as const;

/**
 * Answers a store's URL as it may be shown: without user, password and parameters.
 * @throws UsageError that names the flag when it is not a URL of such a store
 */
export function shownStoreUrl(store: keyof typeof STORES, url: string): string {
  const { flag, protocols } = STORES[store];
  const parsed = URL.parse(url);
  if (parsed === null || !protocols.some((protocol) => protocol === parsed.protocol)) {
    throw new UsageError(`the value of ${flag} is not a URL that starts with ${protocols[0]}//`);
  }
  return `${parsed.protocol}//${parsed.host}${parsed.pathname}`;
}

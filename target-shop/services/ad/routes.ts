import { type Route, route } from '../../kit/http/route.ts';
import type { Kit, ServiceDefinition } from '../../kit/kit.ts';
import { ADS, type SeedAd } from '../../seed/ads.ts';
import { createJsonCache } from '../json-cache.ts';
import { type AdDocument, READ_ADS } from './api.ts';

/** Short: ads change, and what is shown should not stay the same for long. */
const CACHE_SECONDS = 30;

/** Ad: a line or two about products that go with what somebody looks at. */
export const ad: ServiceDefinition = { name: 'ad', routes: adRoutes };

function adRoutes(kit: Kit): readonly Route[] {
  const cache = createJsonCache(kit);
  const shown = kit.meter.createCounter('ads_shown_total', { description: 'Ads shown.' });
  return [
    route(READ_ADS, async ({ query: { category = 'any', limit } }, res) => {
      const entry = { cache: 'ads', key: `ads:${category}`, ttlSeconds: CACHE_SECONDS };
      const fitting = await cache.read(entry, async () => adsFor(category));
      const first = Math.floor(kit.random() * fitting.length);
      const chosen = Array.from(
        { length: Math.min(limit, fitting.length) },
        (_, place) => fitting[(first + place) % fitting.length],
      );
      shown.add(chosen.length);
      res.json(chosen);
    }),
  ];
}

function adsFor(category: string): readonly AdDocument[] {
  const own = ADS.filter((one) => one.category === category);
  return (own.length > 0 ? own : ADS).map(documentOf);
}

function documentOf({ id, text, productId }: SeedAd): AdDocument {
  return { id, text, productId };
}

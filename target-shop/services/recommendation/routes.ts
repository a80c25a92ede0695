import { type Route, route } from '../../kit/http/route.ts';
import { HttpProblem } from '../../kit/http-problem.ts';
import type { Kit, ServiceDefinition } from '../../kit/kit.ts';
import { createJsonCache } from '../json-cache.ts';
import { RECOMMENDATIONS } from './api.ts';
import { queryFault } from './query-fault.ts';

/** Short: what is popular changes, and the catalog should keep being asked. */
const CACHE_SECONDS = 10;

/** Recommendations: other products that go with some; the place where Black Friday goes wrong. */
export const recommendation: ServiceDefinition = { name: 'recommendation', routes: recommendationRoutes };

function recommendationRoutes(kit: Kit): readonly Route[] {
  const catalog = kit.peer('catalog');
  const cache = createJsonCache(kit);
  const meetQueryFault = queryFault(kit);

  const popularBesides = async (ids: string, limit: number): Promise<readonly unknown[]> => {
    const { status, body } = await catalog.request<readonly unknown[]>({
      method: 'GET',
      path: `/products/popular?productIds=${encodeURIComponent(ids)}&limit=${limit}`,
      route: '/products/popular',
    });
    if (status !== 200) throw new HttpProblem(503, 'CATALOG_UNAVAILABLE', `The catalog answered ${status}`);
    return body;
  };

  return [
    route(RECOMMENDATIONS, async ({ query: { productIds, limit } }, res) => {
      await meetQueryFault(res);
      const ids = productIds.toSorted().join(',');
      const entry = {
        cache: 'recommendations',
        key: `recommendations:${limit}:${ids}`,
        ttlSeconds: CACHE_SECONDS,
      };
      res.json(await cache.read(entry, () => popularBesides(ids, limit)));
    }),
  ];
}

import { z } from 'zod';
import { countRequests, type Finding, type Judge, type Scene } from '../finding.ts';
import { type ShopKind, topologyOf } from '../shop-topology.ts';
import { counted, listed, missingFrom } from '../wording.ts';

const MIN_REQUESTS = 50;

const sentBy = z
  .union([z.enum(['every-service', 'services-with-stores']), z.array(z.string()).min(1)])
  .transform((written) => (shop: ShopKind | undefined): readonly string[] => {
    if (typeof written !== 'string') return written;
    const { asked, withStores } = topologyOf(shop);
    return written === 'every-service' ? asked : withStores;
  });

/** `metrics`: a metric is there, from each of its services, and its points move on in time. */
export const metrics = z
  .strictObject({
    name: z.string().describe('Name of the metric, for example http.server.request.duration.'),
    sentBy: sentBy.describe('Which services must send it.'),
  })
  .transform(
    ({ name, sentBy }): Judge =>
      async (scene) => [await judgeMetric(name, sentBy(scene.facts), scene)],
  );

async function judgeMetric(name: string, services: readonly string[], scene: Scene): Promise<Finding> {
  const seen = (await scene.queries.metrics(scene.window)).filter((metric) => metric.name === name);
  const missing = missingFrom(
    services,
    seen.map(({ service }) => service),
  );
  const base = {
    expected: `${name} with two points or more from ${listed(services, 20)}`,
    observed:
      missing.length === 0
        ? `from ${counted(services.length, 'service')}`
        : `from ${services.length - missing.length} of ${counted(services.length, 'service')}; missing: ${listed(missing)}`,
    sampleSize: seen.reduce((sum, { points }) => sum + points, 0),
    traceIds: [],
  };
  if (missing.length === 0) return { ...base, outcome: 'pass' };
  const minRequests = scene.minSamples ?? MIN_REQUESTS;
  const requests = await countRequests(scene);
  if (requests >= minRequests) {
    return { ...base, outcome: 'fail', hint: `Does ${missing[0]} export metrics, and for two intervals?` };
  }
  const hint = `Only ${counted(requests, 'request')} entered services; ${minRequests} are needed to miss a metric.`;
  return { ...base, outcome: 'inconclusive', hint };
}

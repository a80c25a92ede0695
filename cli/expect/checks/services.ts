import { z } from 'zod';
import { countRequests, type Finding, type Judge, type Scene } from '../finding.ts';
import { topologyOf } from '../shop-topology.ts';
import { counted, listed, missingFrom } from '../wording.ts';

const MIN_REQUESTS = 50;

/** `services`: exactly these services sent spans, under exactly these names. */
export const services = z
  .strictObject({
    from: z.literal('service-table').optional().describe('All services of the shop.'),
    include: z.array(z.string()).default([]).describe('Further names of `service.name`.'),
  })
  .refine(({ from, include }) => from !== undefined || include.length > 0, 'name at least one service')
  .transform(({ from, include }): Judge => {
    return async (scene) => {
      const ofTable = from === undefined ? undefined : topologyOf(scene.facts);
      const expected = [...(ofTable?.services ?? []), ...include];
      return [await judgeServices(expected, [...expected, ...(ofTable?.unasked ?? [])], scene)];
    };
  });

/** @param allowed those too that need not be seen */
async function judgeServices(
  names: readonly string[],
  allowed: readonly string[],
  scene: Scene,
): Promise<Finding> {
  const seen = await scene.queries.services(scene.window);
  const missing = missingFrom(
    names,
    seen.map(({ service }) => service),
  );
  const strangers = seen.filter(({ service }) => !allowed.includes(service));
  const sampleSize = seen.reduce((sum, { spans }) => sum + spans, 0);
  const finding = {
    expected: `exactly ${listed(names, 20)}`,
    observed: [
      counted(seen.length, 'service'),
      missing.length > 0 && `missing: ${listed(missing)}`,
      strangers.length > 0 && `unexpected: ${listed(strangers.map(({ service }) => service))}`,
    ]
      .filter((part) => part !== false)
      .join('; '),
    sampleSize,
  };
  const [stranger] = strangers;
  if (stranger !== undefined) {
    const probably = missing.length === 0 ? '' : ` Is it ${listed(missing)}?`;
    const hint = `No service of the shop is called "${stranger.service}".${probably} The name comes from the resource attribute service.name.`;
    return { ...finding, outcome: 'fail', hint, traceIds: stranger.traceIds };
  }
  const traceIds = (seen[0]?.traceIds ?? []).slice(0, 5);
  if (missing.length === 0) return { ...finding, outcome: 'pass', traceIds };
  return { ...finding, ...(await judgeMissing(missing, scene)), traceIds };
}

/** A missing name is a defect only when enough requests came in that should have reached it. */
async function judgeMissing(
  missing: readonly string[],
  scene: Scene,
): Promise<Pick<Finding, 'outcome' | 'hint'>> {
  const minRequests = scene.minSamples ?? MIN_REQUESTS;
  const requests = await countRequests(scene);
  return requests < minRequests
    ? {
        outcome: 'inconclusive',
        hint: `Only ${counted(requests, 'request')} entered services; ${minRequests} are needed to miss one.`,
      }
    : { outcome: 'fail', hint: `Does ${missing[0]} export its spans, and does any request reach it?` };
}

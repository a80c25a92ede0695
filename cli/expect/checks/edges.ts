import { z } from 'zod';
import { STORE_SYSTEMS } from '../../../target-shop/service-table.ts';
import type { EdgeSeen } from '../../telemetry/queries.ts';
import { countRequests, type Finding, type Judge, type Scene } from '../finding.ts';
import { type Edge, edgeText, parseEdge, TABLE_EDGES, topologyOf } from '../shop-topology.ts';
import { counted, listed, missingFrom } from '../wording.ts';

const MIN_REQUESTS = 50;

const STORES: ReadonlySet<string> = new Set(Object.values(STORE_SYSTEMS));

const edge = z
  .string()
  .describe('A call, written `from -> to`; stores by db.system.name.')
  .transform((text, context) => {
    const parsed = parseEdge(text);
    if (parsed === undefined) context.addIssue(`write an edge as "gateway -> cart", not "${text}"`);
    return parsed ?? z.NEVER;
  });

/** `edges`: every one of these calls was seen, and none between the same parties that is not listed. */
export const edges = z
  .strictObject({
    from: z.literal('service-table').optional().describe('All calls and stores of the service table.'),
    include: z.array(edge).default([]),
  })
  .refine(({ from, include }) => from !== undefined || include.length > 0, 'name at least one edge')
  .transform(({ from, include }): Judge => {
    const isTable = from !== undefined;
    const allowed = [...(isTable ? TABLE_EDGES : []), ...include];
    return async (scene) => {
      const steady = isTable ? topologyOf(scene.facts).edges : [];
      return [await judgeEdges({ expected: [...steady, ...include], allowed }, scene)];
    };
  });

interface KnownEdges {
  readonly expected: readonly Edge[];
  /** Those too that need not be seen. */
  readonly allowed: readonly Edge[];
}

async function judgeEdges({ expected, allowed }: KnownEdges, scene: Scene): Promise<Finding> {
  const texts = expected.map(edgeText);
  const known = allowed.map(edgeText);
  const parties = new Set(allowed.flatMap(({ from, to }) => [from, to]));
  // Who is not named here may be a user's own client or store: nothing is expected of them.
  const seen = (await scene.queries.edges(scene.window)).filter(
    ({ from, to }) => parties.has(from) && parties.has(to),
  );
  const missing = missingFrom(texts, seen.map(edgeText));
  const strangers = seen.filter((one) => !known.includes(edgeText(one)));
  const finding = {
    expected: `${counted(texts.length, 'known call')} and no other`,
    observed: describe(texts.length, missing, strangers),
    sampleSize: seen.reduce((sum, { calls }) => sum + calls, 0),
  };
  const [stranger] = strangers;
  if (stranger !== undefined) {
    const hint = `${stranger.from} must not call ${stranger.to}: the service table has no such edge.`;
    return { ...finding, outcome: 'fail', hint, traceIds: stranger.traceIds };
  }
  if (missing.length === 0) return { ...finding, outcome: 'pass', traceIds: seen[0]?.traceIds ?? [] };
  return { ...finding, ...(await judgeMissing(missing, seen, scene)) };
}

function describe(total: number, missing: readonly string[], strangers: readonly EdgeSeen[]): string {
  return [
    `${total - missing.length} of ${total} calls seen`,
    missing.length > 0 && `missing: ${listed(missing)}`,
    strangers.length > 0 && `unexpected: ${listed(strangers.map(edgeText))}`,
  ]
    .filter((part) => part !== false)
    .join('; ');
}

async function judgeMissing(
  missing: readonly string[],
  seen: readonly EdgeSeen[],
  scene: Scene,
): Promise<Pick<Finding, 'outcome' | 'hint' | 'traceIds'>> {
  const minRequests = scene.minSamples ?? MIN_REQUESTS;
  const requests = await countRequests(scene);
  if (requests < minRequests) {
    const hint = `Only ${counted(requests, 'request')} entered services; ${minRequests} are needed to miss a call.`;
    return { outcome: 'inconclusive', hint, traceIds: [] };
  }
  const { from, to } = parseEdge(missing[0] ?? '') ?? { from: '', to: '' };
  // Traces that do reach the caller show where the path breaks off.
  const caller = seen.find((one) => one.to === from) ?? seen.find((one) => one.from === from);
  return {
    outcome: 'fail',
    hint: STORES.has(to)
      ? `Does ${from} record its statements as CLIENT spans with db.system.name?`
      : `Does ${from} send traceparent to ${to} and record its call as a span?`,
    traceIds: caller?.traceIds ?? [],
  };
}

import { z } from 'zod';
import { FLAVOUR_NAMES } from '../../../target-shop/contract/flavours.ts';
import { formatCount } from '../../core/format-count.ts';
import { formatPercent } from '../../core/percent.ts';
import { writtenShare } from '../../core/written-values.ts';
import type { SpanSelector, TraceShape } from '../../telemetry/queries.ts';
import { countRequests, type Finding, type Judge, type Scene, within } from '../finding.ts';
import type { ShopKind } from '../shop-topology.ts';
import { counted } from '../wording.ts';
import { selectorText, spanSelector } from '../written-values.ts';

const MIN_TRACES = 5;

const places = z.int().min(1);

const bySize = z.union([places, z.strictObject({ core: places, full: places })]);
const byFlavour = z.partialRecord(z.enum(FLAVOUR_NAMES), bySize);

interface DepthSettings {
  readonly select: SpanSelector;
  readonly atLeast: z.output<typeof bySize>;
  readonly flavours: z.output<typeof byFlavour>;
  readonly share: number;
  readonly orphans: number;
}

/** `depth`: traces pass through so many services, stores included, and no span has lost its parent. */
export const depth = z
  .strictObject({
    select: spanSelector.describe('Traces with at least one such span are looked at.'),
    atLeast: bySize.describe(
      'serviceDepth: 1 + changes of service on the path with most of them; one number, or one for each size of the shop.',
    ),
    flavours: byFlavour
      .prefault({})
      .describe('What is expected instead of a shop of a flavour whose load takes other ways.'),
    share: writtenShare.prefault('95%').describe('Share of the traces that must be so deep.'),
    orphans: writtenShare.prefault('0.1%').describe('Largest share of spans whose parent is not stored.'),
  })
  .transform(
    (settings): Judge =>
      async (scene) => [await judgeDepth(settings, scene)],
  );

async function judgeDepth(settings: DepthSettings, scene: Scene): Promise<Finding> {
  const atLeast = expectedDepth(settings, scene.facts);
  const shapes = await scene.queries.traceShapes({ ...settings.select, ...within(scene) });
  const shallow = shapes.filter(({ serviceDepth }) => serviceDepth < atLeast);
  const torn = shapes.filter(({ orphans }) => orphans > 0);
  const spans = shapes.reduce((sum, shape) => sum + shape.spans, 0);
  const orphans = torn.reduce((sum, shape) => sum + shape.orphans, 0);
  const base = {
    expected: `${formatPercent(settings.share)} of traces with ${selectorText(settings.select)} pass ${atLeast} services or more, orphans at most ${formatPercent(settings.orphans)}`,
    sampleSize: shapes.length,
  };
  if (shapes.length < (scene.minSamples ?? MIN_TRACES))
    return { ...base, ...(await tooFew(shapes.length, scene)) };
  const isDeep = (shapes.length - shallow.length) / shapes.length >= settings.share;
  const isWhole = orphans <= settings.orphans * spans;
  return {
    ...base,
    outcome: isDeep && isWhole ? 'pass' : 'fail',
    observed: `${formatCount(shapes.length - shallow.length)} of ${counted(shapes.length, 'trace')}, ${depthsOf(shapes)}; ${counted(orphans, 'orphan')} in ${counted(spans, 'span')}`,
    ...hintFor(isDeep, isWhole),
    traceIds: [...shallow, ...torn, ...shapes].slice(0, 5).map(({ traceId }) => traceId),
  };
}

/** Larger shops have longer ways; of telemetry without a run no more than the core is expected. */
function expectedDepth(
  { atLeast, flavours }: DepthSettings,
  { size = 'core', flavour }: ShopKind = {},
): number {
  const written = (flavour && flavours[flavour]) ?? atLeast;
  return typeof written === 'number' ? written : written[size];
}

async function tooFew(traces: number, scene: Scene): Promise<Omit<Finding, 'expected' | 'sampleSize'>> {
  const minTraces = scene.minSamples ?? MIN_TRACES;
  const requests = await countRequests(scene);
  return {
    outcome: 'inconclusive',
    observed: `${counted(traces, 'trace')} of that kind among ${counted(requests, 'request')} to services`,
    hint: `At least ${counted(minTraces, 'trace')} are needed.`,
    traceIds: [],
  };
}

function depthsOf(shapes: readonly TraceShape[]): string {
  const depths = shapes.map(({ serviceDepth }) => serviceDepth);
  const [least, most] = depths.reduce(
    ([low, high], one) => [Math.min(low, one), Math.max(high, one)],
    [Infinity, 0],
  );
  return least === most ? `depth ${most}` : `depths ${least} to ${most}`;
}

function hintFor(isDeep: boolean, isWhole: boolean): { readonly hint?: string } {
  if (!isWhole) return { hint: 'Spans were lost: others name parents that are not stored.' };
  if (isDeep) return {};
  return { hint: 'The path breaks off where a hop does not pass traceparent on, or records no span.' };
}

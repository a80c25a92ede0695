import { z } from 'zod';
import { formatCount } from '../../core/format-count.ts';
import { formatPercent } from '../../core/percent.ts';
import { writtenShare } from '../../core/written-values.ts';
import type { SpanSelector } from '../../telemetry/queries.ts';
import { type Finding, type Judge, type Scene, within } from '../finding.ts';
import { counted, listed } from '../wording.ts';
import { selectorText, spanSelector } from '../written-values.ts';

const MIN_SPANS = 30;

interface AttributeSettings {
  readonly select: SpanSelector;
  readonly name: string;
  readonly values: readonly string[];
  readonly share: number;
}

/** `attributes`: spans carry an attribute, with one of its known values. */
export const attributes = z
  .strictObject({
    select: spanSelector,
    name: z.string().describe('Name of the attribute.'),
    values: z.array(z.string()).min(1).describe('The values it may have.'),
    share: writtenShare.prefault('99%').describe('Share of the spans that must carry one of them.'),
  })
  .transform(
    (settings): Judge =>
      async (scene) => [await judgeAttribute(settings, scene)],
  );

async function judgeAttribute(settings: AttributeSettings, scene: Scene): Promise<Finding> {
  const { name, values } = settings;
  const select = { ...settings.select, ...within(scene) };
  const all = await scene.queries.spans(select);
  let carrying = 0;
  for (const value of values) {
    const attributes = { ...select.attributes, [name]: value };
    carrying += (await scene.queries.spans({ ...select, attributes })).count;
  }
  const base = {
    expected: `${formatPercent(settings.share)} of ${selectorText(settings.select)} carry ${name} (${listed(values)})`,
    observed: `${formatCount(carrying)} of ${counted(all.count, 'span')}`,
    sampleSize: all.count,
    traceIds: all.slowestTraceIds,
  };
  const minSpans = scene.minSamples ?? MIN_SPANS;
  if (all.count < minSpans) {
    return { ...base, outcome: 'inconclusive', hint: `At least ${counted(minSpans, 'span')} are needed.` };
  }
  if (carrying >= settings.share * all.count) return { ...base, outcome: 'pass' };
  return { ...base, outcome: 'fail', hint: `Where is ${name} lost? Look for the first span without it.` };
}

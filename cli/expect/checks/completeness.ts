import { z } from 'zod';
import { formatPercent } from '../../core/percent.ts';
import { writtenShare } from '../../core/written-values.ts';
import type { SpanSelector } from '../../telemetry/queries.ts';
import { type Finding, type Judge, needsRun, type Scene, within } from '../finding.ts';
import { counted } from '../wording.ts';
import { selectorText, spanSelector } from '../written-values.ts';

/** `completeness`: every request in the load's ledger left its span. */
export const completeness = z
  .strictObject({
    select: spanSelector.describe('Spans of which each request leaves exactly one.'),
    ratio: writtenShare
      .prefault('99%')
      .describe('Smallest share of the requests sent that must have left theirs.'),
  })
  .transform(
    ({ select, ratio }): Judge =>
      async (scene) => [await judgeCompleteness(select, ratio, scene)],
  );

async function judgeCompleteness(select: SpanSelector, ratio: number, scene: Scene): Promise<Finding> {
  const expected = `${formatPercent(ratio)} of the requests sent left one of the ${selectorText(select)}`;
  if (scene.facts === undefined) return needsRun(expected);
  const { requestsSent } = scene.facts;
  const { count, slowestTraceIds } = await scene.queries.spans({ ...select, ...within(scene) });
  const base = { expected, sampleSize: requestsSent, traceIds: slowestTraceIds };
  if (requestsSent === 0) {
    return { ...base, outcome: 'inconclusive', observed: 'no request was sent', hint: 'Send some load.' };
  }
  if (count === 0) return { ...base, outcome: 'fail', ...(await nothingSeen(scene)) };
  const observed = `${counted(count, 'span')} for ${counted(requestsSent, 'request')} (${formatPercent(count / requestsSent)})`;
  if (count >= ratio * requestsSent) return { ...base, outcome: 'pass', observed };
  return {
    ...base,
    outcome: 'fail',
    observed,
    hint: 'Spans were lost on their way, or the load went past the service.',
  };
}

async function nothingSeen(scene: Scene): Promise<Pick<Finding, 'observed' | 'hint'>> {
  const requests = counted(scene.facts?.requestsSent ?? 0, 'request');
  const services = await scene.queries.services(scene.window);
  return services.length === 0
    ? {
        observed: `no telemetry at all for ${requests}`,
        hint: 'Do the services send to the receiver (SHOP_OTLP_URL), and was it running?',
      }
    : { observed: `no such span for ${requests}`, hint: 'The load went past it, or its spans were lost.' };
}

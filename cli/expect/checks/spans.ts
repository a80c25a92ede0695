import { z } from 'zod';
import { formatDuration } from '../../core/duration.ts';
import { formatCount } from '../../core/format-count.ts';
import { formatPercent } from '../../core/percent.ts';
import { quantile } from '../../core/statistics.ts';
import { writtenDurationMs } from '../../core/written-values.ts';
import type { SpanGroup, SpanSelector } from '../../telemetry/queries.ts';
import { type Finding, type Judge, type Scene, within } from '../finding.ts';
import { boundsText, judgeShare, type ShareBounds } from '../share-bounds.ts';
import { counted } from '../wording.ts';
import { selectorText, shareBounds, spanSelector } from '../written-values.ts';

const MIN_SPANS = 30;

const QUANTILES = { p50: 0.5, p95: 0.95, p99: 0.99 } as const;

const oneBound = z
  .union([z.strictObject({ lte: writtenDurationMs }), z.strictObject({ gte: writtenDurationMs })], {
    error: 'write one bound with its unit: { lte: 500ms } or { gte: 250ms }',
  })
  .describe('A bound of the duration; one side for each expectation.');

/** A share of the spans, what it must be, and what it means. */
interface Question {
  readonly expected: string;
  readonly bounds: ShareBounds;
  hits(spans: SpanGroup): number;
  observed(spans: SpanGroup): string;
  /** Traces that show the fault, when there is one. */
  evidence(spans: SpanGroup): readonly string[];
}

/** `spans`: share of failed spans, or a percentile of their durations, within bounds. */
export const spans = z
  .strictObject({
    select: spanSelector,
    errors: shareBounds.optional().describe('Share of the spans with status ERROR.'),
    p50: oneBound.optional(),
    p95: oneBound.optional(),
    p99: oneBound.optional(),
  })
  .transform(({ select, errors, ...percentiles }, context): Judge => {
    const questions = [
      ...(errors === undefined ? [] : [errorQuestion(errors)]),
      ...Object.entries(QUANTILES).flatMap(([name, q]) => {
        const bound = percentiles[name as keyof typeof QUANTILES];
        return bound === undefined ? [] : [tailQuestion(name, q, bound)];
      }),
    ];
    const [question] = questions;
    if (question !== undefined && questions.length === 1)
      return (scene) => judgeSpans(select, question, scene);
    context.addIssue('ask exactly one of errors, p50, p95, p99');
    return z.NEVER;
  });

function errorQuestion(bounds: ShareBounds): Question {
  return {
    expected: `errors ${boundsText(bounds)}`,
    bounds,
    hits: ({ errors }) => errors,
    observed: ({ errors, count }) =>
      `${formatCount(errors)} of ${counted(count, 'span')} failed (${formatPercent(errors / count)})`,
    evidence: ({ errorTraceIds, slowestTraceIds }) =>
      errorTraceIds.length > 0 ? errorTraceIds : slowestTraceIds,
  };
}

/**
 * A percentile asked as the share of spans above the bound, which is exact on every source and has an
 * interval: p95 ≤ 500 ms means that at most 5 % take longer than 500 ms.
 */
function tailQuestion(name: string, q: number, bound: { lte: number } | { gte: number }): Question {
  const limitMs = 'lte' in bound ? bound.lte : bound.gte;
  const isUpper = 'lte' in bound;
  const tail = 1 - q;
  const slower = (spans: SpanGroup) => spans.durationsMs.length - countUpTo(spans.durationsMs, limitMs);
  return {
    expected: `${name} at ${isUpper ? 'most' : 'least'} ${formatDuration(limitMs)} (${isUpper ? 'at most' : 'at least'} ${formatPercent(tail)} take longer)`,
    bounds: isUpper ? { lte: tail } : { gte: tail },
    hits: slower,
    observed: (spans) =>
      `${name} ${formatDuration(quantile(spans.durationsMs, q))}; ${formatCount(slower(spans))} of ${counted(spans.count, 'span')} over ${formatDuration(limitMs)}`,
    evidence: ({ slowestTraceIds }) => slowestTraceIds,
  };
}

async function judgeSpans(
  select: SpanSelector,
  question: Question,
  scene: Scene,
): Promise<readonly Finding[]> {
  const seen = await scene.queries.spans({ ...select, ...within(scene) });
  const minSamples = scene.minSamples ?? MIN_SPANS;
  const expected = `${selectorText(select)}: ${question.expected}`;
  if (seen.count === 0) {
    const hint = `At least ${counted(minSamples, 'span')} are needed.`;
    return [
      { outcome: 'inconclusive', expected, observed: 'no such span', sampleSize: 0, hint, traceIds: [] },
    ];
  }
  const judged = judgeShare(
    { hits: question.hits(seen), trials: seen.count },
    question.bounds,
    scene.confidence,
  );
  const hasFew = seen.count < minSamples;
  const outcome = hasFew ? 'inconclusive' : judged.outcome;
  const needed = Math.max(judged.samplesNeeded ?? 0, hasFew ? minSamples : 0);
  return [
    {
      outcome,
      expected,
      observed: question.observed(seen),
      sampleSize: seen.count,
      interval: judged.interval,
      ...(outcome === 'inconclusive' ? { hint: hintFor(needed, seen.count) } : {}),
      traceIds: question.evidence(seen),
    },
  ];
}

function hintFor(needed: number, count: number): string {
  return needed > count
    ? `Needs about ${counted(needed, 'span')} to tell; there were ${count}.`
    : 'The share lies on the bound; no number of spans would tell.';
}

/** Answers how many values of an ascending list are at most the limit. */
function countUpTo(sorted: Float64Array, limit: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

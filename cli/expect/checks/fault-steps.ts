import { z } from 'zod';
import { formatDuration } from '../../core/duration.ts';
import { formatPercent } from '../../core/percent.ts';
import { wilsonInterval } from '../../core/statistics.ts';
import type { FaultWindow } from '../../plan/run-timeline.ts';
import type { SpanSelector } from '../../telemetry/queries.ts';
import { type Finding, type Judge, needsRun, type Scene } from '../finding.ts';
import { type FaultStepObservation, observeFaultSteps } from '../observe-fault-steps.ts';
import { counted } from '../wording.ts';
import { selectorText, spanSelector } from '../written-values.ts';

const EXPECTED = 'each step fails and delays as many calls as planned';
const MIN_SPANS = 30;
/** At other places a share also holds failures of the shop's own, and calls that did not ask the broken service. */
const SEEN_AT_TOLERANCE = 0.05;

/** `fault-steps`: every step of the run's fault did what was planned, where it was planned. */
export const faultSteps = z
  .strictObject({
    seenAt: spanSelector
      .optional()
      .describe('Look for the failures in these spans instead of the broken service: what users met.'),
  })
  .transform(
    ({ seenAt }): Judge =>
      async (scene) => {
        if (scene.facts === undefined) return [needsRun(EXPECTED)];
        const { timeline } = scene.facts;
        if (timeline.faultSteps.length === 0) return [withoutSteps()];
        if (seenAt !== undefined) {
          return Promise.all(timeline.faultSteps.map((step) => judgeSeenAt(seenAt, step, scene)));
        }
        const observations = await observeFaultSteps({ queries: scene.queries, timeline });
        return observations.map(findingOf);
      },
  );

function withoutSteps(): Finding {
  return {
    outcome: 'inconclusive',
    expected: EXPECTED,
    observed: 'the run had no fault',
    sampleSize: 0,
    hint: 'Say `when: experiment` to leave this out for runs without a fault.',
    traceIds: [],
  };
}

function findingOf(step: FaultStepObservation): Finding {
  const { planned, observed } = step;
  return {
    part: partOf(step.index),
    outcome: step.outcome,
    expected: `${step.service}: ${formatPercent(planned.failureRatio)} of calls fail, +${formatDuration(planned.addedDelayMs)} for each`,
    observed: step.reason,
    sampleSize: observed.calls,
    ...(observed.calls === 0 ? {} : { interval: observed.failureInterval }),
    ...(step.outcome === 'pass' ? {} : { hint: hintFor(step) }),
    traceIds: step.traceIds,
  };
}

function hintFor({ outcome, observed, service }: FaultStepObservation): string {
  if (observed.calls === 0) return `Send traffic that asks ${service} while the step lasts.`;
  if (outcome === 'inconclusive') return 'More calls in the step, or before the fault, would tell.';
  return observed.failures === 0
    ? `The fault did not reach ${service}: does every instance hold the override?`
    : `Something else than the plan decides which calls to ${service} fail or wait.`;
}

async function judgeSeenAt(seenAt: SpanSelector, step: FaultWindow, scene: Scene): Promise<Finding> {
  const window = { fromMs: step.fromMs, toMs: step.toMs };
  const seen = await scene.queries.spans({ ...seenAt, window });
  const interval = wilsonInterval(seen.errors, seen.count, 0.99);
  const minSpans = scene.minSamples ?? MIN_SPANS;
  const isNear =
    step.failureRatio >= interval.low - SEEN_AT_TOLERANCE &&
    step.failureRatio <= interval.high + SEEN_AT_TOLERANCE;
  const hasFew = seen.count < minSpans;
  return {
    part: partOf(step.index),
    outcome: hasFew ? 'inconclusive' : isNear ? 'pass' : 'fail',
    expected: `${selectorText(seenAt)}: about ${formatPercent(step.failureRatio)} fail`,
    observed: `${seen.errors} of ${counted(seen.count, 'span')} failed`,
    sampleSize: seen.count,
    ...(seen.count === 0 ? {} : { interval }),
    ...(hasFew ? { hint: `At least ${counted(minSpans, 'span')} are needed in a step.` } : {}),
    traceIds: [...seen.errorTraceIds, ...seen.slowestTraceIds].slice(0, 5),
  };
}

function partOf(index: number): string {
  return `step-${index + 1}`;
}

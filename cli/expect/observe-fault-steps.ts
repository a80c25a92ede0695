import { FAULT_STEP_ATTRIBUTE } from '../../target-shop/contract/chaos-wire.ts';
import { type Interval, quantile, samplesForQuantile } from '../core/statistics.ts';
import type { FaultWindow, RunTimeline, TimeWindow } from '../plan/run-timeline.ts';
import type { FaultStepResult, StepTraffic } from '../run/run-record.ts';
import type { Queries, SpanGroup, SpanSelector } from '../telemetry/queries.ts';
import { failureInterval, judgeFaultStep } from './judge-fault-step.ts';

/** A step of a fault as the record holds it, and traces that show it, failures first. */
export interface FaultStepObservation extends FaultStepResult {
  readonly service: string;
  readonly traceIds: readonly string[];
}

/** Where users meet a broken recommendation: nothing else they do asks for one. */
const CHECKOUTS: SpanSelector = { service: 'frontend', kind: 'SERVER', name: 'POST /api/checkout' };
const BASELINE: SpanSelector = { service: 'frontend', kind: 'SERVER', trafficType: 'baseline' };

/**
 * Answers, for each step of the run's fault, what its service's SERVER spans show against the plan, what
 * checkouts met at the frontend, and what baseline traffic met beside it.
 */
export async function observeFaultSteps({
  queries,
  timeline,
}: {
  readonly queries: Queries;
  readonly timeline: RunTimeline;
}): Promise<FaultStepObservation[]> {
  const observations: FaultStepObservation[] = [];
  for (const step of timeline.faultSteps) observations.push(await observeStep(step, { queries, timeline }));
  return observations;
}

async function observeStep(
  step: FaultWindow,
  { queries, timeline }: { readonly queries: Queries; readonly timeline: RunTimeline },
): Promise<FaultStepObservation> {
  const window = { fromMs: step.fromMs, toMs: step.toMs };
  const served: SpanSelector = { service: step.service, kind: 'SERVER' };
  const marked: SpanSelector = { ...served, attributes: { [FAULT_STEP_ATTRIBUTE]: String(step.index) } };
  const calls = await queries.spans({ ...served, window });
  const addedDelay = differenceOfMedians(
    calls.durationsMs,
    await unbrokenDurations(queries, { served, timeline }),
  );
  const seen = {
    calls: calls.count,
    failures: calls.errors,
    ...(addedDelay === undefined ? {} : { addedDelay }),
    marked: {
      inRun: (await queries.spans({ ...marked, window: wholeRun(timeline) })).count,
      inStep: (await queries.spans({ ...marked, window })).count,
    },
  };
  return {
    index: step.index,
    service: step.service,
    ...window,
    planned: { failureRatio: step.failureRatio, addedDelayMs: step.delayMs },
    observed: {
      calls: calls.count,
      failures: calls.errors,
      failureRatio: calls.count === 0 ? 0 : calls.errors / calls.count,
      failureInterval: failureInterval(seen),
      ...(addedDelay === undefined ? {} : { addedDelayMs: addedDelay.ms }),
    },
    users: trafficOf(await queries.spans({ ...CHECKOUTS, window })),
    baseline: trafficOf(await queries.spans({ ...BASELINE, window })),
    ...judgeFaultStep(step, seen),
    traceIds: [...calls.errorTraceIds, ...calls.slowestTraceIds].slice(0, 5),
  };
}

function wholeRun({ startedAtMs, endedAtMs }: RunTimeline): TimeWindow {
  return { fromMs: startedAtMs, toMs: endedAtMs };
}

/** Durations of calls before the first step; where there are none, of calls after the last. */
async function unbrokenDurations(
  queries: Queries,
  { served, timeline }: { readonly served: SpanSelector; readonly timeline: RunTimeline },
): Promise<Float64Array> {
  const firstMs = Math.min(...timeline.faultSteps.map(({ fromMs }) => fromMs));
  const before = await queries.spans({
    ...served,
    window: { fromMs: timeline.startedAtMs, toMs: firstMs },
  });
  const recovery = timeline.phases.find(({ name }) => name === 'recovery');
  if (before.count > 0 || recovery === undefined) return before.durationsMs;
  return (await queries.spans({ ...served, window: recovery })).durationsMs;
}

function trafficOf({ count, errors, durationsMs }: SpanGroup): StepTraffic {
  if (count < samplesForQuantile(0.95)) return { requests: count, errors };
  return { requests: count, errors, p95Ms: quantile(durationsMs, 0.95) };
}

function differenceOfMedians(
  broken: Float64Array,
  unbroken: Float64Array,
): { readonly ms: number; readonly interval: Interval } | undefined {
  if (broken.length === 0 || unbroken.length === 0) return undefined;
  const after = medianInterval(broken);
  const before = medianInterval(unbroken);
  return {
    ms: quantile(broken, 0.5) - quantile(unbroken, 0.5),
    interval: { low: after.low - before.high, high: after.high - before.low },
  };
}

/**
 * Where the true median lies with 95 % confidence, by order statistics: ranks n/2 ± 1.96·√n/2 (normal
 * approximation of the binomial; W. J. Conover, Practical Nonparametric Statistics, §3.2).
 */
function medianInterval(sorted: Float64Array): Interval {
  const spread = (1.96 * Math.sqrt(sorted.length)) / 2;
  const last = sorted.length - 1;
  const low = sorted[Math.max(0, Math.floor(sorted.length / 2 - spread) - 1)] ?? 0;
  const high = sorted[Math.min(last, Math.ceil(sorted.length / 2 + spread))] ?? 0;
  return { low, high };
}

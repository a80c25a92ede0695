import { formatDuration } from '../../core/duration.ts';
import { formatPercent } from '../../core/percent.ts';
import { formatRate } from '../../core/rate.ts';
import type { ExperimentPlan, LoadPlan, LoadStage, RunPlan } from '../../plan/run-plan.ts';
import { thresholdSentence } from '../sentences.ts';

/** A plan shows shares as they were written. */
const DIGITS = 4;

/** Answers what a plan would do, for `--dry-run`: loads, faults and bounds with real times, and where values came from. */
export function formatPlan(plan: RunPlan): string {
  const { experiment, loads, thresholds, expectationFiles } = plan;
  return [
    `${plan.name}: ${plan.title}`,
    `  target     ${plan.targetUrl ?? 'the deployed shop'}`,
    `  seed       ${plan.seed}${origin(plan, 'seed')}`,
    `  speed      ${plan.speed}${origin(plan, 'speed')}`,
    '',
    'LOADS',
    ...loads.flatMap((load) => loadLines(load)),
    ...(experiment === undefined ? [] : ['', 'EXPERIMENT', ...experimentLines(experiment, plan.speed)]),
    ...section(
      'THRESHOLDS',
      thresholds.map((threshold) => thresholdSentence(threshold)),
    ),
    ...(plan.abortOnFail ? ['  the first that is surely broken ends the run'] : []),
    ...section('EXPECTATIONS', expectationFiles),
  ].join('\n');
}

function origin(plan: RunPlan, value: string): string {
  const from = plan.origins[value];
  return from === undefined ? '' : `  (${from})`;
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)];
}

function loadLines({ name, during, stages, mix, maxInFlight, probe }: LoadPlan): readonly string[] {
  const draws = mix
    .map(({ journey, probability }) => `${journey} ${formatPercent(probability, DIGITS)}`)
    .join(', ');
  const span = during === 'run' ? 'all along' : 'under the fault';
  return [
    `  ${name}${probe ? ' (probe)' : ''}: ${span}, ${stages.map(stageText).join(', then ')}`,
    `    about ${Math.round(arrivals(stages))} iterations, each ${draws}; at most ${maxInFlight} at once`,
  ];
}

function stageText({ durationMs, fromRatePerSecond, toRatePerSecond }: LoadStage): string {
  const rates =
    fromRatePerSecond === toRatePerSecond
      ? formatRate(fromRatePerSecond)
      : `${formatRate(fromRatePerSecond)} → ${formatRate(toRatePerSecond)}`;
  return `${rates} for ${formatDuration(durationMs)}`;
}

/** The area under the rate: arrivals of straight stages. */
function arrivals(stages: readonly LoadStage[]): number {
  return stages.reduce(
    (sum, { durationMs, fromRatePerSecond, toRatePerSecond }) =>
      sum + (durationMs / 1000) * ((fromRatePerSecond + toRatePerSecond) / 2),
    0,
  );
}

function experimentLines(experiment: ExperimentPlan, speed: number): readonly string[] {
  const { steadyState, faults, flags, durationMs, recovery } = experiment;
  return [
    `  steady first: ${formatDuration(steadyState.durationMs)} with at most ${formatPercent(steadyState.maxErrorRatio, DIGITS)} errors and p95 ${formatDuration(steadyState.maxP95Ms)}, else nothing is injected`,
    ...faults.flatMap(({ kind, steps, minCallsPerStep }) => [
      `  ${kind}, at least ${minCallsPerStep} calls a step`,
      ...steps.map(
        ({ fromMinute, delayMs, failureRatio }) =>
          `    at ${formatDuration((fromMinute * 60_000) / speed)}: +${formatDuration(delayMs)}, ${formatPercent(failureRatio, DIGITS)} fail`,
      ),
    ]),
    ...flags.map(({ flag, value }) => `  ${flag} = ${JSON.stringify(value)}`),
    `  all undone after ${formatDuration(durationMs)}; recovered when steady for ${formatDuration(recovery.steadyForMs)} within ${formatDuration(recovery.deadlineMs)}`,
  ];
}

import { formatDuration } from '../../core/duration.ts';
import { formatPercent } from '../../core/percent.ts';
import type { ExperimentPlan, LoadPlan, LoadStage, RunPlan } from '../../plan/run-plan.ts';
import { arrivalsSentence, courseSentence, drawsSentence, limitSentence } from '../planned-load.ts';
import { engineName, thresholdSentence } from '../sentences.ts';
import { wireSentence } from '../wire-sentence.ts';

/** A plan shows shares as they were written. */
const DIGITS = 4;

/** Answers what a plan would do, for `--dry-run`: loads, faults and bounds with real times, and where values came from. */
export function formatPlan(plan: RunPlan): string {
  const { experiment, loads, thresholds, expectationFiles, journeyFiles = [], feeds = [] } = plan;
  return [
    `${plan.name}: ${plan.title}`,
    `  target     ${plan.targetUrl ?? 'the deployed shop'}`,
    `  seed       ${plan.seed}${origin(plan, 'seed')}`,
    `  speed      ${plan.speed}${origin(plan, 'speed')}`,
    ...(plan.workers === undefined ? [] : [`  workers    ${plan.workers} threads play every load together`]),
    ...(plan.wire === undefined ? [] : [`  requests   ${wireSentence(plan.wire)}${origin(plan, 'proxy')}`]),
    ...(plan.engine === undefined ? [] : [`  engine     ${engineName(plan.engine)}: ${plan.engine.binary}`]),
    '',
    'LOADS',
    ...loads.flatMap((load) => loadLines(load, origin(plan, 'mix'))),
    ...(experiment === undefined ? [] : ['', 'EXPERIMENT', ...experimentLines(experiment, plan.speed)]),
    ...section('JOURNEYS', journeyFiles),
    ...section(
      'DATA',
      feeds.map(({ name, mode, file }) => `${name}: ${file}, ${mode}`),
    ),
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

function loadLines(load: LoadPlan, mixOrigin: string): readonly string[] {
  const { name, during, stages, userStages, warmUpMs, probe } = load;
  const draws = drawsSentence(load, (share) => formatPercent(share, DIGITS));
  const span = during === 'run' ? 'all along' : 'under the fault';
  const count =
    userStages === undefined
      ? `about ${Math.round(arrivals(warmUpMs === undefined ? stages : stages.slice(1)))} iterations${arrivalsSentence(load)}`
      : 'as many iterations as they get through';
  return [
    `  ${name}${probe ? ' (probe)' : ''}: ${span}, ${courseSentence(load)}`,
    `    ${count}, each ${draws}${mixOrigin}; ${limitSentence(load)}`,
    ...(warmUpMs === undefined
      ? []
      : ['    the warm-up is played, but left out of results, thresholds and comparisons']),
    ...(userStages === undefined
      ? []
      : [
          '    a slow target gets fewer of them: there is no schedule, so no start lag and no queue is reported',
        ]),
  ];
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

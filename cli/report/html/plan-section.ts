import { formatDuration } from '../../core/duration.ts';
import type { ExperimentPlan, LoadPlan, RunPlan } from '../../plan/run-plan.ts';
import type { RunRecord } from '../../run/run-record.ts';
import { formatAddedMs, formatMs, formatPercent, NO_FIGURE } from '../figures.ts';
import { arrivalsSentence, courseSentence, drawsSentence, limitSentence } from '../planned-load.ts';
import { loadTitle, speedSentence, thresholdSentence } from '../sentences.ts';
import { wireSentence } from '../wire-sentence.ts';
import { html, type Markup } from './markup.ts';

interface PlanRow {
  /** Its keys in the plan's origins. */
  readonly keys: readonly string[];
  readonly name: string;
  readonly value: string;
}

/** Answers what the run was asked to do, each value with where it came from. */
export function planSection({ plan }: RunRecord): Markup {
  const rows = [
    ...generalRows(plan),
    ...plan.loads.map(loadRow),
    ...experimentRows(plan.experiment),
    ...judgingRows(plan),
  ];
  return html`<section id="plan" aria-labelledby="plan-heading"><h2 id="plan-heading">Plan</h2>
<p class="lead">The same plan with the same seed gives the same arrivals, draws and fault decisions.</p>
<table class="stacked"><thead><tr><th scope="col">what</th><th scope="col">value</th><th scope="col">from</th></tr></thead>
<tbody>${rows.map(
    ({ keys, name, value }) =>
      html`<tr><th scope="row">${name}</th><td>${value}</td><td data-label="from">${originText(plan, keys)}</td></tr>`,
  )}</tbody></table></section>`;
}

function generalRows({ targetUrl, seed, speed, workers, wire }: RunPlan): readonly PlanRow[] {
  return [
    { keys: ['targetUrl'], name: 'Target', value: targetUrl ?? 'the deployed shop' },
    { keys: ['seed'], name: 'Seed', value: String(seed) },
    { keys: ['speed'], name: 'Speed', value: speedSentence(speed) },
    ...(workers === undefined
      ? []
      : [{ keys: ['workers'], name: 'Workers', value: `${workers} threads play every load together` }]),
    ...(wire === undefined ? [] : [{ keys: ['proxy'], name: 'Requests', value: wireSentence(wire) }]),
  ];
}

function loadRow(load: LoadPlan): PlanRow {
  const { name, during, probe } = load;
  const when = during === 'run' ? 'through the whole run' : 'while the fault lasts';
  return {
    keys: ['loads', 'rate', 'users', 'duration', 'mix'],
    name: `Load ${loadTitle({ name, isProbe: probe })}`,
    value: `${courseSentence(load)}${arrivalsSentence(load)}; ${drawsSentence(load, formatPercent)}; ${when}, ${limitSentence(load)}`,
  };
}

function experimentRows(experiment: ExperimentPlan | undefined): readonly PlanRow[] {
  if (experiment === undefined) return [];
  const { steadyState, durationMs, faults, flags, recovery } = experiment;
  return [
    {
      keys: ['steadyState'],
      name: 'Steady state',
      value: `for ${formatDuration(steadyState.durationMs)}: errors at most ${formatPercent(steadyState.maxErrorRatio)}, p95 at most ${formatMs(steadyState.maxP95Ms)}`,
    },
    ...faults.map(({ kind, steps, minCallsPerStep }) => ({
      keys: ['faults'],
      name: `Fault ${kind}`,
      value: `${steps
        .map(
          ({ fromMinute, delayMs, failureRatio }) =>
            `minute ${fromMinute}: ${formatAddedMs(delayMs)}, ${formatPercent(failureRatio)}`,
        )
        .join('; ')}; ${formatDuration(durationMs)} in all, at least ${minCallsPerStep} calls a step`,
    })),
    ...flags.map(({ flag, value }) => ({
      keys: ['flags'],
      name: `Flag ${flag}`,
      value: JSON.stringify(value) ?? '',
    })),
    {
      keys: ['recovery'],
      name: 'Recovery',
      value: `steady for ${formatDuration(recovery.steadyForMs)} within ${formatDuration(recovery.deadlineMs)}`,
    },
  ];
}

function judgingRows({ thresholds, expectationFiles }: RunPlan): readonly PlanRow[] {
  return [
    ...thresholds.map((threshold) => ({
      keys: ['thresholds'],
      name: 'Threshold',
      value: thresholdSentence(threshold),
    })),
    ...expectationFiles.map((file) => ({ keys: ['expectations'], name: 'Expectations', value: file })),
  ];
}

function originText({ origins }: RunPlan, keys: readonly string[]): string {
  const known = keys.flatMap((key) => origins[key] ?? []);
  return [...new Set(known)].join(', ') || NO_FIGURE;
}

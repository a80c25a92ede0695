import { formatCount } from '../../core/format-count.ts';
import type { Outcome } from '../../expect/verdict.ts';
import type { ChaosRecord, FaultStepResult, RunRecord, StepTraffic } from '../../run/run-record.ts';
import {
  formatAddedMs,
  formatMoment,
  formatMs,
  formatPercent,
  formatPercentInterval,
  formatStretch,
  NO_FIGURE,
} from '../figures.ts';
import { recoveryOutcome } from '../outcome.ts';
import { recoverySentence, steadySentence, undoSentence } from '../sentences.ts';
import { html, type Markup } from './markup.ts';
import { badge } from './page-header.ts';

/** Answers what was broken, planned beside observed, and the proof that it was put back; nothing for a load alone. */
export function faultSection({ chaos, timeline }: RunRecord): Markup | undefined {
  if (chaos === undefined) return undefined;
  const service = timeline.faultSteps[0]?.service;
  return html`<section id="fault" aria-labelledby="fault-heading"><h2 id="fault-heading">Fault: planned beside observed</h2>
<p class="lead">${
    service === undefined ? undefined : `Observed figures come from the SERVER spans of ${service}. `
  }The interval holds the true share with 99 % confidence; delay is the median in the step less the median while steady.</p>
${chaos.steps.length === 0 ? html`<p>No fault step was judged.</p>` : stepTable(chaos.steps, timeline.startedAtMs)}
<ul class="proofs">${proofs(chaos).map(([outcome, sentence]) => html`<li>${badge(outcome)} ${sentence}</li>`)}</ul>
<details class="more"><summary>What happened, in order</summary>${eventTable(chaos, timeline.startedAtMs)}</details>
</section>`;
}

function stepTable(steps: readonly FaultStepResult[], startedAtMs: number): Markup {
  const groups: readonly (readonly [string, number])[] = [
    ['', 3],
    ['calls that fail', 3],
    ['added delay', 2],
    ['failed requests', 2],
  ];
  const titles = [
    'step',
    'when',
    'calls',
    'planned',
    'observed',
    '99 % interval',
    'planned',
    'observed',
    'users',
    'baseline',
  ];
  return html`<div class="scroll" role="region" tabindex="0" aria-label="Fault steps"><table class="steps">
<thead><tr>${groups.map(([name, span]) =>
    name === ''
      ? html`<td colspan="${span}"></td>`
      : html`<th scope="colgroup" colspan="${span}" class="group"><span>${name}</span></th>`,
  )}</tr>
<tr>${titles.map((title, place) => html`<th scope="col"${place > 1 ? html` class="number"` : undefined}>${title}</th>`)}</tr></thead>
<tbody>${steps.map((step) => stepRow(step, startedAtMs))}</tbody></table></div>`;
}

function stepRow(step: FaultStepResult, startedAtMs: number): Markup {
  const { index, planned, observed, users, baseline, outcome, reason } = step;
  const isSeen = observed.calls > 0;
  const figures: readonly (string | Markup)[] = [
    formatCount(observed.calls),
    formatPercent(planned.failureRatio),
    isSeen ? formatPercent(observed.failureRatio) : NO_FIGURE,
    isSeen ? html`<span class="range">${formatPercentInterval(observed.failureInterval)}</span>` : NO_FIGURE,
    formatAddedMs(planned.addedDelayMs),
    formatAddedMs(observed.addedDelayMs),
    trafficCell(users),
    trafficCell(baseline),
  ];
  return html`<tr><th scope="row">${badge(outcome, `${index + 1}`)}<span class="detail">${
    outcome === 'pass' ? undefined : reason
  }</span></th><td class="nowrap">${formatStretch(step, startedAtMs)}</td>${figures.map((figure) => html`<td class="number">${figure}</td>`)}</tr>`;
}

function trafficCell({ errors, requests, p95Ms }: StepTraffic): string | Markup {
  if (requests === 0) return NO_FIGURE;
  const p95 = p95Ms === undefined ? undefined : html`<br><span class="range">p95 ${formatMs(p95Ms)}</span>`;
  return html`${formatCount(errors)} of ${formatCount(requests)}${p95}`;
}

function proofs({ steadyState, undo, recovery }: ChaosRecord): readonly (readonly [Outcome, string])[] {
  return [
    [steadyState.isSteady ? 'pass' : 'fail', steadySentence(steadyState)],
    [undo.outcome === 'incomplete' ? 'fail' : 'pass', undoSentence(undo)],
    [recoveryOutcome(recovery), recoverySentence(recovery)],
  ];
}

function eventTable({ events }: ChaosRecord, startedAtMs: number): Markup {
  return html`<table><thead><tr><th scope="col">at</th><th scope="col">event</th><th scope="col">what</th></tr></thead>
<tbody>${events.map(
    ({ atMs, kind, text }) =>
      html`<tr><th scope="row" class="nowrap">${formatMoment(atMs, startedAtMs)}</th><td>${kind}</td><td>${text}</td></tr>`,
  )}</tbody></table>`;
}

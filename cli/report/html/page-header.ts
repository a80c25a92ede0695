import { formatDuration } from '../../core/duration.ts';
import type { Outcome } from '../../expect/verdict.ts';
import type { RunRecord } from '../../run/run-record.ts';
import { formatInstant } from '../figures.ts';
import { EXIT_MEANING, OUTCOME_SYMBOL, runOutcome } from '../outcome.ts';
import { speedSentence } from '../sentences.ts';
import { html, type Markup } from './markup.ts';

/** Answers an outcome as a coloured pill that says it in symbol and words as well. */
export function badge(outcome: Outcome, words: string = outcome): Markup {
  return html`<span class="badge ${outcome}">${OUTCOME_SYMBOL[outcome]} ${words}</span>`;
}

/** Answers the top of the page: how it ended and why, what was run, with what, and where to read on. */
export function pageHeader(record: RunRecord): Markup {
  const { exitCode, reasons, plan } = record;
  return html`<header>
<p class="brand">shopctl run report · ${record.id}</p>
<h1>${plan.title}</h1>
<div class="verdict-line">${badge(runOutcome(record), EXIT_MEANING[exitCode])} <span>exit code ${exitCode}${
    record.status === 'completed' ? undefined : `, run ${record.status}`
  }</span></div>
${reasons.length === 0 ? undefined : html`<ul class="reasons">${reasons.map((reason) => html`<li>${reason}</li>`)}</ul>`}
<dl class="facts">${facts(record).map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
<nav aria-label="Sections"><ul>${sectionsOf(record).map(([id, name]) => html`<li><a href="#${id}">${name}</a></li>`)}</ul></nav>
</header>`;
}

function facts(record: RunRecord): readonly (readonly [string, string | Markup])[] {
  const { plan, timeline, machine, command } = record;
  const { startedAtMs, endedAtMs } = timeline;
  return [
    ['Command', html`<code>${command}</code>`],
    ['Scenario', plan.scenarioFile ?? 'none, load only'],
    ['Started', `${formatInstant(startedAtMs)}, for ${formatDuration(endedAtMs - startedAtMs)}`],
    ['Speed', speedSentence(plan.speed)],
    ['Seed', String(plan.seed)],
    ['Target', plan.targetUrl ?? 'the deployed shop'],
    ['Machine', `${machine.cpus} CPUs, ${machine.os}, Node ${machine.node}`],
  ];
}

function sectionsOf(record: RunRecord): readonly (readonly [string, string])[] {
  const sections: readonly (readonly [string, string, boolean])[] = [
    ['timeline', 'Time line', true],
    ['fault', 'Fault', record.chaos !== undefined],
    ['verdict', 'Verdict', record.verdict !== undefined || record.thresholds.length > 0],
    ['journeys', 'Journeys', true],
    ['errors', 'Errors', true],
    ['traces', 'Slowest traces', record.slowestTraces.length > 0],
    ['plan', 'Plan', true],
    ['guide', 'How to read this', true],
  ];
  return sections.filter(([, , isThere]) => isThere).map(([id, name]) => [id, name]);
}

import { formatCount } from '../../core/format-count.ts';
import type { ExpectationResult, Verdict } from '../../expect/verdict.ts';
import type { Reconciliation } from '../../load/reconciliation.ts';
import type { ThresholdResult } from '../../plan/threshold.ts';
import type { RunRecord } from '../../run/run-record.ts';
import { formatPercentInterval } from '../figures.ts';
import { ORDERS_CHECK, orderNotes, ordersOutcome, ordersSentence } from '../order-sentences.ts';
import { countOutcomes, failuresFirst } from '../outcome.ts';
import { html, type Markup } from './markup.ts';
import { badge } from './page-header.ts';

/** Answers every expectation, threshold and the orders with what was observed, what failed first and opened. */
export function verdictSection({ verdict, thresholds, orders }: RunRecord): Markup | undefined {
  if (verdict === undefined && thresholds.length === 0 && orders === undefined) return undefined;
  return html`<section id="verdict" aria-labelledby="verdict-heading"><h2 id="verdict-heading">Verdict</h2>
${verdict === undefined ? undefined : verdictTable(verdict)}
${thresholds.length === 0 ? undefined : thresholdTable(thresholds)}
${orders === undefined ? undefined : orderParagraphs(orders)}
</section>`;
}

function verdictTable({ outcome, results }: Verdict): Markup {
  return html`<p class="lead">${badge(outcome)} ${countOutcomes(results)}. Open a row for where it is written and which traces show it.</p>
<table class="stacked"><thead><tr><th scope="col">outcome</th><th scope="col">expectation</th><th scope="col">expected</th><th scope="col">observed</th><th scope="col" class="number">n</th></tr></thead>
<tbody>${failuresFirst(results).map(resultRow)}</tbody></table>`;
}

function resultRow(result: ExpectationResult): Markup {
  const { outcome, severity, title, expected, observed, sampleSize, interval } = result;
  const isNote = severity === 'information';
  return html`<tr><td>${isNote ? html`<span class="badge note">i note</span>` : badge(outcome)}</td>
<th scope="row"><details${outcome === 'pass' || isNote ? undefined : html` open`}><summary>${title}</summary>${details(result)}</details></th>
<td data-label="expected">${expected}</td>
<td data-label="observed">${observed}${
    interval === undefined
      ? undefined
      : html` <span class="range">(plausible ${formatPercentInterval(interval)})</span>`
  }</td><td class="number" data-label="n">${formatCount(sampleSize)}</td></tr>`;
}

function details({ id, hint, file, line, traceIds }: ExpectationResult): Markup {
  return html`<div class="detail">${hint === undefined ? undefined : html`<p>${hint}</p>`}
<p><code>${id}</code> in <code>${file}:${line}</code></p>${traceList(traceIds)}</div>`;
}

/** Answers ids of traces to look at; nothing when there are none. */
export function traceList(traceIds: readonly string[]): Markup | undefined {
  if (traceIds.length === 0) return undefined;
  return html`<ul class="traces">${traceIds.map((id) => html`<li>trace <code>${id}</code></li>`)}</ul>`;
}

function thresholdTable(thresholds: readonly ThresholdResult[]): Markup {
  const failedFirst = thresholds.toSorted((a, b) => a.outcome.localeCompare(b.outcome));
  return html`<h3>Thresholds</h3>
<table class="stacked"><thead><tr><th scope="col">outcome</th><th scope="col">threshold</th><th scope="col">observed</th><th scope="col" class="number">n</th></tr></thead>
<tbody>${failedFirst.map(
    ({ expression, outcome, observed, samples }) =>
      html`<tr><td>${badge(outcome)}</td><th scope="row"><code>${expression}</code></th><td data-label="observed">${observed}</td><td class="number" data-label="n">${formatCount(samples)}</td></tr>`,
  )}</tbody></table>`;
}

function orderParagraphs(orders: Reconciliation): Markup {
  const { violations } = orders;
  const rows = violations.map(
    ({ kind, orderId, text }) =>
      html`<tr><th scope="row"><code>${orderId}</code></th><td data-label="violation">${kind}</td><td data-label="what is wrong">${text}</td></tr>`,
  );
  return html`<h3>Orders</h3>
<p class="lead">${badge(ordersOutcome(orders))} <code>${ORDERS_CHECK}</code> ${ordersSentence(orders)}.</p>
${
  violations.length === 0
    ? undefined
    : html`<table class="stacked"><thead><tr><th scope="col">order</th><th scope="col">violation</th><th scope="col">what is wrong</th></tr></thead><tbody>${rows}</tbody></table>`
}${orderNotes(orders).map((note) => html`<p class="lead">${note}.</p>`)}`;
}

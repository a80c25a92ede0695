import { formatCount } from '../../core/format-count.ts';
import type { RunRecord } from '../../run/run-record.ts';
import { formatMoment } from '../figures.ts';
import { html, type Markup } from './markup.ts';
import { traceList } from './verdict-section.ts';

/** A page with more rows than this is not read; the record holds all. */
const MOST_CLASSES = 50;

/** Answers the errors by class, most frequent first, each with what the first one said and traces to look at. */
export function errorSection({ load, timeline }: RunRecord): Markup {
  const errors = load.errors.toSorted((a, b) => b.count - a.count);
  const left = errors.length - MOST_CLASSES;
  const rows = errors
    .slice(0, MOST_CLASSES)
    .map(
      ({ count, kind, endpoint, load: name, firstAtMs, example, traceIds }) =>
        html`<tr><td class="number" data-label="count">${formatCount(count)}</td><th scope="row"><code>${kind}</code></th><td>${endpoint}</td><td data-label="load">${name}</td><td data-label="first at">${formatMoment(firstAtMs, timeline.startedAtMs)}</td><td>${example}${traceList(traceIds)}</td></tr>`,
    );
  const titles = ['kind', 'endpoint', 'load', 'first at', 'example'];
  return html`<section id="errors" aria-labelledby="errors-heading"><h2 id="errors-heading">Errors</h2>
${
  errors.length === 0
    ? html`<p>No request failed.</p>`
    : html`<table class="stacked"><thead><tr><th scope="col" class="number">count</th>${titles.map((title) => html`<th scope="col">${title}</th>`)}</tr></thead><tbody>${rows}</tbody></table>`
}${left > 0 ? html`<p class="lead">And ${formatCount(left)} more classes in record.json.</p>` : undefined}</section>`;
}

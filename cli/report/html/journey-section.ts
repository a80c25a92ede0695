import { formatCount } from '../../core/format-count.ts';
import type { Latency, LoadSummary, Summary } from '../../load/summary.ts';
import type { RunRecord } from '../../run/run-record.ts';
import { deliveredSentence } from '../delivered-sentence.ts';
import { formatMs, formatPercent } from '../figures.ts';
import { engineName, loadTitle } from '../sentences.ts';
import { html, type Markup } from './markup.ts';
import { namedTables } from './named-tables.ts';

/** A page with more rows than this is not read; the record holds all. */
const MOST_ENDPOINTS = 40;

/** Answers what each load delivered and how journeys and endpoints were answered. */
export function journeySection({ load }: RunRecord): Markup {
  const { lostSpans = 0, invalid } = load.generator;
  return html`<section id="journeys" aria-labelledby="journeys-heading"><h2 id="journeys-heading">Journeys</h2>
<p class="lead">Response is what users waited: from when a request should have started to its last byte. Service leaves out what the load generator was late. A percentile is shown when ten requests or more lie beyond it.</p>
${load.loads.map(loadPart)}
<p class="lead more">Load generator: ${generatorPart(load)}${
    lostSpans === 0 ? undefined : `, ${formatCount(lostSpans)} root spans lost`
  }${invalid.length === 0 ? '.' : `. Not valid: ${invalid.join('; ')}`}</p></section>`;
}

function generatorPart({ engine, generator }: Summary): string {
  const { loopUtilisation, cpuSeconds, workers = [] } = generator;
  const busiest = workers.length === 0 ? '' : `the busiest of ${workers.length} threads was `;
  const share = formatPercent(loopUtilisation);
  const cpu = `${cpuSeconds.toFixed(1)} s of CPU`;
  return engine === undefined
    ? `${busiest}busy ${share} of the time, ${cpu}`
    : `${engineName(engine)}, ${cpu}, ${share} of what the machine has`;
}

function loadPart(load: LoadSummary): Markup {
  const { name, probe, journeys, endpoints, model } = load;
  // A virtual user sends a request when it wants to: there is no second figure beside what it waited.
  const hidden = model === 'closed' ? { service: { count: 0 } } : {};
  const rows = endpoints
    .toSorted((a, b) => b.requests - a.requests)
    .slice(0, MOST_ENDPOINTS)
    .map((one) => latencyRow({ ...one, ...hidden, failed: one.errors, of: one.requests }));
  return html`<h3>${loadTitle({ name, isProbe: probe })}</h3><p class="lead">${deliveredSentence(load)}</p>
${latencyTable(
  `Journeys of ${name}`,
  journeys.map((one) => latencyRow({ ...one, ...hidden, of: one.completed })),
)}
<details class="more"><summary>By endpoint</summary>${latencyTable(`Endpoints of ${name}`, rows)}</details>${namedTables(load)}`;
}

function latencyTable(label: string, rows: readonly Markup[]): Markup {
  const figures = ['n', 'failed', 'p50', 'p90', 'p95', 'p99', 'max', 'service p50', 'service p95'];
  return html`<div class="scroll" role="region" tabindex="0" aria-label="${label}"><table>
<thead><tr><th scope="col">name</th>${figures.map((title) => html`<th scope="col" class="number">${title}</th>`)}</tr></thead>
<tbody>${rows}</tbody></table></div>`;
}

interface LatencyRow {
  readonly name: string;
  readonly failed: number;
  /** How many could have failed. */
  readonly of: number;
  readonly response: Latency;
  readonly service: Latency;
}

function latencyRow({ name, failed, of, response, service }: LatencyRow): Markup {
  const { p50, p90, p95, p99, max } = response;
  const figures = [
    formatCount(of),
    failed === 0 ? '0' : `${formatCount(failed)} (${formatPercent(failed / Math.max(1, of))})`,
    ...[p50, p90, p95, p99, max, service.p50, service.p95].map(formatMs),
  ];
  return html`<tr><th scope="row">${name}</th>${figures.map((figure) => html`<td class="number">${figure}</td>`)}</tr>`;
}

import type { RunRecord } from '../../run/run-record.ts';
import { capacityProof, capacitySentence } from '../capacity-sentence.ts';
import { formatMoment, formatMs } from '../figures.ts';
import { loadTitle, stepSentence } from '../sentences.ts';
import { type ChartData, chartData } from './chart/chart-data.ts';
import { latencyChart } from './chart/latency-chart.ts';
import { loadChart } from './chart/load-chart.ts';
import { html, type Markup } from './markup.ts';

interface LegendEntry {
  readonly classes: string;
  readonly words: string;
}

/** Answers both charts of the run on one time axis, with the phases and fault steps, and their figures as a table. */
export function timelineSection(record: RunRecord): Markup {
  const data = chartData(record);
  const users = data.series.filter(({ isProbe }) => !isProbe);
  const probes = data.series.filter(({ isProbe }) => isProbe);
  const loadLegend = users.flatMap(({ name, colour }) => [
    { classes: `line solid ${colour}`, words: `${name}: requests` },
    { classes: `line dotted ${colour}`, words: `${name}: iterations started` },
  ]);
  const latencyLegend = [
    ...users.flatMap(({ name, colour }) => [
      { classes: `line solid ${colour}`, words: `${name}: p95` },
      { classes: `line thin ${colour}`, words: `${name}: p50` },
    ]),
    ...probes.map(({ name, colour }) => ({
      classes: `line dotted ${colour}`,
      words: `${loadTitle({ name, isProbe: true })}: p50`,
    })),
  ];
  return html`<section id="timeline" aria-labelledby="timeline-heading"><h2 id="timeline-heading">Time line</h2>
<p class="lead">${leadText(data)}</p>
<figure><figcaption>Load and errors</figcaption>${legend(loadLegend, true)}${loadChart(data)}${bandKey(data)}</figure>
<figure><figcaption>Response times</figcaption>${legend(latencyLegend, false)}${latencyChart(data)}${bandKey(data)}</figure>
${capacityText(record)}${changeList(record)}<details class="more"><summary>The figures behind the charts</summary>${figureTable(data)}</details>
</section>`;
}

function capacityText({ capacity }: RunRecord): Markup | undefined {
  if (capacity === undefined) return undefined;
  return html`<h3>Capacity</h3><p>${capacitySentence(capacity)}. ${capacityProof(capacity)}.</p>
`;
}

/** What was changed by hand while the load played. */
function changeList({ events = [], timeline }: RunRecord): Markup | undefined {
  if (events.length === 0) return undefined;
  return html`<h3>Changed by hand</h3><ul>${events.map(
    ({ atMs, text }) => html`<li>at ${formatMoment(atMs, timeline.startedAtMs)}: ${text}</li>`,
  )}</ul>
`;
}

function leadText({ bucketMs, steps, series }: ChartData): string {
  const point = bucketMs === 1000 ? 'Each point is one second.' : `Each point is ${bucketMs / 1000} seconds.`;
  const service = steps[0]?.service;
  const bands =
    service === undefined
      ? ''
      : ` Shaded bands are the steps of the fault on ${service}, stronger where more calls fail.`;
  const probes = series.some(({ isProbe }) => isProbe)
    ? ' Probe traffic is left out of load and errors.'
    : '';
  return `${point}${bands}${probes}`;
}

function legend(entries: readonly LegendEntry[], withErrors: boolean): Markup {
  return html`<ul class="legend">${entries.map(
    ({ classes, words }) =>
      html`<li><svg viewBox="0 0 26 10" aria-hidden="true"><path class="${classes}" d="M1 5H25"/></svg>${words}</li>`,
  )}${
    withErrors
      ? html`<li><svg viewBox="0 0 26 10" aria-hidden="true"><rect class="swatch-error" x="8" width="9" height="10"/></svg>errors</li>`
      : undefined
  }</ul>`;
}

/** On phones the bands carry only their numbers; this says what they mean. */
function bandKey({ steps }: ChartData): Markup | undefined {
  if (steps.length === 0) return undefined;
  return html`<ol class="band-key">${steps.map(
    ({ index, failureRatio, delayMs }) =>
      html`<li>${index + 1}: ${stepSentence({ failureRatio, addedDelayMs: delayMs })}</li>`,
  )}</ol>`;
}

function figureTable({ series, bucketCount, bucketMs, startedAtMs }: ChartData): Markup {
  const rows = Array.from({ length: bucketCount }, (_, place) => {
    const at = formatMoment(startedAtMs + place * bucketMs, startedAtMs);
    return html`<tr><th scope="row">${at}</th>${series.map(({ buckets }) => {
      const { requests, errors, p50Ms, p95Ms } = buckets[place] ?? {};
      const figures = [perSecond(requests), perSecond(errors), formatMs(p50Ms), formatMs(p95Ms)];
      return figures.map((figure) => html`<td class="number">${figure}</td>`);
    })}</tr>`;
  });
  return html`<div class="scroll" role="region" tabindex="0" aria-label="Figures behind the charts"><table>
<thead><tr><th scope="col" rowspan="2">at</th>${series.map(({ name }) => html`<th scope="colgroup" colspan="4" class="group">${name}</th>`)}</tr>
<tr>${series.map(() => html`<th scope="col" class="number">requests/s</th><th scope="col" class="number">errors/s</th><th scope="col" class="number">p50</th><th scope="col" class="number">p95</th>`)}</tr></thead>
<tbody>${rows}</tbody></table></div>`;
}

function perSecond(rate: number | undefined): string {
  return rate === undefined ? '–' : String(Number(rate.toFixed(1)));
}

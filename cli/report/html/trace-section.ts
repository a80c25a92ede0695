import { formatCount } from '../../core/format-count.ts';
import type { RunRecord } from '../../run/run-record.ts';
import type { TraceSpan, TraceTree } from '../../telemetry/queries.ts';
import { formatMoment, formatMs } from '../figures.ts';
import { html, type Markup } from './markup.ts';

/** Spans shown of one trace; a page of ten traces stays small, and the record holds all. */
const MOST_SPANS = 60;
const COLOURS = 8;

/** Answers the slowest traces as waterfalls, the first one opened; nothing when there are none. */
export function traceSection({ slowestTraces, timeline }: RunRecord): Markup | undefined {
  if (slowestTraces.length === 0) return undefined;
  return html`<section id="traces" aria-labelledby="traces-heading"><h2 id="traces-heading">Slowest traces of users</h2>
<p class="lead">Each bar is a span, coloured by service; an outline and ✖ mark an error.</p>
${slowestTraces.map((trace, place) => traceDetails(trace, timeline.startedAtMs, place === 0))}</section>`;
}

function traceDetails(trace: TraceTree, runStartedAtMs: number, isOpen: boolean): Markup {
  const { traceId, startedAtMs, durationMs, spans } = trace;
  const entry = spans.find(({ kind }) => kind === 'SERVER') ?? spans[0];
  const title = entry === undefined ? '' : `${entry.service} ${entry.name}`;
  const left = spans.length - MOST_SPANS;
  return html`<details class="trace"${isOpen ? html` open` : undefined}><summary>${formatMs(durationMs)} ${title}
<span>at ${formatMoment(startedAtMs, runStartedAtMs)}, ${formatCount(spans.length)} spans, trace <code>${traceId}</code></span></summary>
<table class="waterfall"><thead><tr><th scope="col" class="name">span</th><th scope="col">from 0 to ${formatMs(durationMs)}</th></tr></thead>
<tbody>${rowsOf(trace).map((row) => spanRow(row, durationMs))}</tbody></table>
${left > 0 ? html`<p class="lead">And ${formatCount(left)} more spans in record.json.</p>` : undefined}</details>`;
}

interface SpanRow {
  readonly span: TraceSpan;
  /** Steps from the root, 0 for it. */
  readonly depth: number;
  readonly colour: number;
  /** An error that none of the spans it called had: where to look first. */
  readonly isOrigin: boolean;
}

function rowsOf({ spans }: TraceTree): readonly SpanRow[] {
  const services = [...new Set(spans.map(({ service }) => service))];
  const withFailedChild = new Set(
    spans.filter(({ isError }) => isError).map(({ parentSpanId }) => parentSpanId),
  );
  const depths = depthsOf(spans);
  return spans.slice(0, MOST_SPANS).map((span) => ({
    span,
    depth: depths.get(span.spanId) ?? 0,
    colour: services.indexOf(span.service) % COLOURS,
    isOrigin: span.isError && !withFailedChild.has(span.spanId),
  }));
}

function depthsOf(spans: readonly TraceSpan[]): ReadonlyMap<string, number> {
  const depths = new Map<string, number>();
  for (const { spanId, parentSpanId } of spans) {
    const parent = parentSpanId === undefined ? undefined : depths.get(parentSpanId);
    depths.set(spanId, parent === undefined ? 0 : parent + 1);
  }
  return depths;
}

function spanRow({ span, depth, colour, isOrigin }: SpanRow, traceMs: number): Markup {
  const { service, name, kind, isError, attributes } = span;
  const words = Object.entries(attributes).map(([key, value]) => `${key}=${value}`);
  return html`<tr${isError ? html` class="is-error"` : undefined}><th scope="row" class="name" title="${[`${kind} span`, ...words].join('\n')}"><div style="--depth:${Math.min(depth, 9)}">${
    isError ? html`<span class="cross">✖ </span>` : undefined
  }<b>${service}</b> ${name}${
    isOrigin && words.length > 0 ? html`<div class="why">${words.join(' · ')}</div>` : undefined
  }</div></th><td>${track(span, colour, traceMs)}</td></tr>`;
}

/** The bar, and its figure on whichever side has more room; over a bar that fills the track, inside it. */
function track({ offsetMs, durationMs }: TraceSpan, colour: number, traceMs: number): Markup {
  const percent = (ms: number) =>
    Math.min(100, Math.max(0, Number(((ms / Math.max(traceMs, 0.001)) * 100).toFixed(2))));
  const from = percent(offsetMs);
  const to = Math.max(from, percent(offsetMs + durationMs));
  const [side, place] =
    100 - to >= from ? (['left', to] as const) : (['right', Number((100 - from).toFixed(2))] as const);
  const isFull = Math.max(from, 100 - to) < 14;
  return html`<div class="track"><div class="span service-${colour}" style="left:${from}%;width:${(to - from).toFixed(2)}%"></div><span class="took${isFull ? ' inside' : undefined}" style="${isFull ? `left:${from}%` : `${side}:${place}%`}">${formatMs(durationMs)}</span></div>`;
}

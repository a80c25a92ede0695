import { formatCount } from '../../core/format-count.ts';
import type { ErrorClass, Latency, LoadSummary, Summary } from '../../load/summary.ts';
import type { ThresholdResult } from '../../plan/threshold.ts';
import type { RunRecord } from '../../run/run-record.ts';
import { capacityProof, capacitySentence } from '../capacity-sentence.ts';
import { deliveredSentence } from '../delivered-sentence.ts';
import { formatMoment, formatMs } from '../figures.ts';
import { OUTCOME_SYMBOL } from '../outcome.ts';
import { engineName, loadTitle } from '../sentences.ts';
import { painter, paintOutcome, type TextOptions } from './paint.ts';
import { type Cell, cut, printable, renderTable, wrap } from './table.ts';

/** More would push the verdict off the screen; the record and the page hold all. */
const MOST_ERROR_CLASSES = 10;

/** Answers the first lines of every summary: one a load, users' before probes, and why the load is invalid. */
export function deliveredLines(
  { engine, loads, generator }: Summary,
  options: TextOptions,
): readonly string[] {
  const paint = painter(options);
  const name = (load: LoadSummary) => (loads.length > 1 ? `  ${printable(load.name)}` : '');
  return [
    ...usersFirst(loads).flatMap((load) =>
      wrap(`${deliveredSentence(load)}${name(load)}`, options.width).map((line, place) =>
        place === 0 ? line : `  ${line.trimStart()}`,
      ),
    ),
    ...(engine === undefined ? [] : [`played by ${printable(engineName(engine))}`]),
    ...generator.invalid.map((reason) => paint.red(`✖ load not valid: ${printable(reason)}`)),
  ];
}

/**
 * Answers the percentiles of every journey, two lines each: response (what users wait) and service. Of a closed
 * load there is one: a virtual user sends a request when it wants to, so both are the same.
 */
export function journeyLines({ loads }: Summary, options: TextOptions): readonly string[] {
  const paint = painter(options);
  const figure = (title: string) => ({ title, align: 'right' as const });
  const columns = [
    { title: 'journey', isFlexible: true },
    { title: '' },
    ...['n', 'p50', 'p90', 'p95', 'p99', 'max', 'failed'].map(figure),
  ];
  const rows = usersFirst(loads).flatMap((load) => [
    ...(loads.length > 1
      ? [[{ text: loadTitle({ name: load.name, isProbe: load.probe }), paint: paint.cyan }]]
      : []),
    ...load.journeys.flatMap(({ name, failed, response, service }) => [
      [
        loads.length > 1 ? `  ${name}` : name,
        ...latencyCells('response', response),
        failedCell(failed, paint.red),
      ],
      ...(load.model === 'closed'
        ? []
        : [['', ...latencyCells('service', service).map((cell) => ({ ...cell, paint: paint.dim }))]]),
    ]),
  ]);
  return [
    paint.bold('JOURNEYS'),
    ...renderTable(columns, rows, { width: options.width, paintTitle: paint.dim }),
  ];
}

/** Answers the errors by class, most frequent first, each with an example and a trace to look at. */
export function errorLines(
  errors: readonly ErrorClass[],
  startedAtMs: number,
  options: TextOptions,
): readonly string[] {
  const paint = painter(options);
  if (errors.length === 0) return [`${paint.bold('ERRORS')}  none`];
  const sorted = errors.toSorted((a, b) => b.count - a.count);
  const countWidth = formatCount(sorted[0]?.count ?? 0).length;
  const indent = ' '.repeat(countWidth + 4);
  const shorten = (text: string) => cut(printable(text), options.width - indent.length);
  const left = sorted.length - MOST_ERROR_CLASSES;
  return [
    paint.bold('ERRORS'),
    ...sorted
      .slice(0, MOST_ERROR_CLASSES)
      .flatMap((error) => [
        `  ${paint.red(formatCount(error.count).padStart(countWidth))}  ${shorten(errorSentence(error, startedAtMs))}`,
        ...(error.example === '' ? [] : [`${indent}${shorten(error.example)}`]),
        ...error.traceIds.slice(0, 1).map((id) => paint.dim(`${indent}${shorten(`trace ${id}`)}`)),
      ]),
    ...(left > 0 ? [`  and ${formatCount(left)} more classes`] : []),
  ];
}

/** Answers what a search for the capacity found; nothing where there was none. */
export function capacityLines(capacity: RunRecord['capacity'], options: TextOptions): readonly string[] {
  if (capacity === undefined) return [];
  const paint = painter(options);
  const text = (sentence: string) => wrap(printable(sentence), options.width - 4).map((line) => `  ${line}`);
  return [
    paint.bold('CAPACITY'),
    ...text(capacitySentence(capacity)),
    ...text(capacityProof(capacity)).map((line) => paint.dim(line)),
  ];
}

/** Answers what was changed by hand, and when; nothing when nothing was. */
export function changeLines(
  { events = [], timeline }: Pick<RunRecord, 'events' | 'timeline'>,
  options: TextOptions,
): readonly string[] {
  if (events.length === 0) return [];
  const paint = painter(options);
  const lines = events.map(
    ({ atMs, text }) =>
      `  ${paint.dim(`at ${formatMoment(atMs, timeline.startedAtMs)}`)}  ${printable(text)}`,
  );
  return [paint.bold('CHANGES'), ...lines];
}

/** Answers how each threshold came out; nothing when there are none. */
export function thresholdLines(
  thresholds: readonly ThresholdResult[],
  options: TextOptions,
): readonly string[] {
  if (thresholds.length === 0) return [];
  const paint = painter(options);
  const rows = thresholds
    .toSorted((a, b) => a.outcome.localeCompare(b.outcome))
    .map(({ expression, outcome, observed, samples }) => [
      { text: `${OUTCOME_SYMBOL[outcome]} ${outcome}`, paint: paintOutcome(outcome, paint) },
      expression,
      observed,
      formatCount(samples),
    ]);
  const columns = [
    { title: '' },
    { title: 'threshold', isFlexible: true },
    { title: 'observed', isFlexible: true },
    { title: 'n', align: 'right' as const },
  ];
  return [
    paint.bold('THRESHOLDS'),
    ...renderTable(columns, rows, { width: options.width, paintTitle: paint.dim }),
  ];
}

function errorSentence({ kind, endpoint, load, firstAtMs }: ErrorClass, startedAtMs: number): string {
  return `${kind}  ${endpoint}  (${load}, first at ${formatMoment(firstAtMs, startedAtMs)})`;
}

/** Answers the loads with those of users before probes. */
function usersFirst(loads: readonly LoadSummary[]): readonly LoadSummary[] {
  return loads.toSorted((a, b) => Number(a.probe) - Number(b.probe));
}

function latencyCells(measure: string, latency: Latency): readonly Cell[] {
  const { count, p50, p90, p95, p99, max } = latency;
  return [
    { text: measure },
    { text: formatCount(count) },
    ...[p50, p90, p95, p99, max].map((ms) => ({ text: formatMs(ms) })),
  ];
}

function failedCell(failed: number, paint: (text: string) => string): Cell {
  return failed > 0 ? { text: formatCount(failed), paint } : { text: '0' };
}

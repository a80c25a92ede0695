import type { ChalkInstance } from 'chalk';
import { formatCount } from '../../core/format-count.ts';
import type { ExpectationResult, Outcome, Verdict } from '../../expect/verdict.ts';
import { formatPercentInterval } from '../figures.ts';
import { countOutcomes, failuresFirst, OUTCOME_SYMBOL } from '../outcome.ts';
import { painter, paintOutcome, type TextOptions } from './paint.ts';
import { printable, renderTable, wrap } from './table.ts';

/** How far the details of a result stand in, under its title. */
const DETAIL_INDENT = 17;

/**
 * Answers a verdict as lines for a terminal: what failed first, with expected beside observed and the traces
 * to look at; then what could not be judged; then a table of what was met.
 */
export function formatVerdict(verdict: Verdict, options: TextOptions): string {
  const paint = painter(options);
  const results = failuresFirst(verdict.results);
  const unmet = results.filter(({ outcome, severity }) => outcome !== 'pass' && severity === 'error');
  const others = results.filter((result) => !unmet.includes(result));
  const heading = `${paint.bold('VERDICT')}  ${outcomeText(verdict.outcome, paint)}  ${countOutcomes(verdict.results)}`;
  return [
    heading,
    ...unmet.flatMap((result) => unmetLines(result, options)),
    ...metTable(others, options),
  ].join('\n');
}

/** Answers an outcome as symbol and word, painted. */
export function outcomeText(outcome: Outcome, paint: ChalkInstance): string {
  return paintOutcome(outcome, paint)(`${OUTCOME_SYMBOL[outcome]} ${outcome}`);
}

function unmetLines(result: ExpectationResult, options: TextOptions): readonly string[] {
  const paint = painter(options);
  const { outcome, id, title, file, line, hint, traceIds } = result;
  const head = `  ${paintOutcome(outcome, paint)(`${OUTCOME_SYMBOL[outcome]} ${outcome.padEnd(12)}`)} `;
  const details: readonly (readonly [string, string])[] = [
    ['expected', result.expected],
    ['observed', observedText(result)],
    ['why', hint ?? ''],
    ['where', `${file}:${line}`],
    ['traces', traceIds.join(' ')],
  ];
  return [
    `${head}${paint.bold(printable(id))}  ${printable(title)}`,
    ...details.filter(([, text]) => text !== '').flatMap(([name, text]) => detail(name, text, options)),
  ];
}

function detail(name: string, text: string, options: TextOptions): readonly string[] {
  const paint = painter(options);
  const label = name.padEnd(10);
  const lines = wrap(printable(text), options.width - DETAIL_INDENT - label.length);
  return lines.map(
    (line, index) =>
      `${' '.repeat(DETAIL_INDENT)}${index === 0 ? paint.dim(label) : ' '.repeat(label.length)}${line}`,
  );
}

function metTable(results: readonly ExpectationResult[], options: TextOptions): readonly string[] {
  if (results.length === 0) return [];
  const paint = painter(options);
  return renderTable(
    [
      { title: '' },
      { title: 'expectation' },
      { title: 'observed', isFlexible: true },
      { title: 'n', align: 'right' },
    ],
    results.map((result) => [
      { text: symbolWord(result), paint: paintOutcome(result.outcome, paint) },
      result.id,
      observedText({ ...result, sampleSize: 0 }),
      { text: formatCount(result.sampleSize), paint: paint.dim },
    ]),
    { width: options.width, paintTitle: paint.dim },
  );
}

function symbolWord({ outcome, severity }: ExpectationResult): string {
  return severity === 'information' ? 'i note' : `${OUTCOME_SYMBOL[outcome]} ${outcome}`;
}

function observedText({ observed, interval, sampleSize }: ExpectationResult): string {
  const range = interval === undefined ? '' : `, plausible ${formatPercentInterval(interval)}`;
  return `${observed}${range}${sampleSize > 0 ? `, n ${formatCount(sampleSize)}` : ''}`;
}

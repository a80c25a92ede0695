import type { RunRecord } from '../../run/run-record.ts';
import { EXIT_MEANING, OUTCOME_SYMBOL, runOutcome } from '../outcome.ts';
import { wireSentence } from '../wire-sentence.ts';
import { chaosLines } from './chaos-lines.ts';
import { formatComparison } from './format-comparison.ts';
import { formatVerdict } from './format-verdict.ts';
import {
  capacityLines,
  changeLines,
  deliveredLines,
  errorLines,
  journeyLines,
  thresholdLines,
} from './load-lines.ts';
import { checkLines, counterLines } from './named-lines.ts';
import { orderLines } from './order-lines.ts';
import { painter, paintOutcome, type TextOptions } from './paint.ts';
import { printable, wrap } from './table.ts';

/** Wider lines are hard to follow, and logs in CI cut them. */
const WIDEST = 110;
const NARROWEST = 80;

export interface SummaryOptions extends TextOptions {
  /** Files to name in the last lines, for example the HTML report. */
  readonly paths?: readonly string[];
}

/**
 * Answers a run as the text that commands print on stdout: delivered load first, then what users met, errors,
 * thresholds, orders, fault steps, verdict, and why the exit code is what it is.
 * @param options lines are 80 to 110 columns wide, whatever the terminal has
 */
export function formatSummary(record: RunRecord, { paths = [], ...text }: SummaryOptions): string {
  const options = { ...text, width: Math.min(WIDEST, Math.max(NARROWEST, text.width)) };
  const { load, timeline, thresholds, orders, comparison, chaos, verdict } = record;
  const sections: readonly (readonly string[])[] = [
    [...deliveredLines(load, options), ...wireLines(record, options)],
    capacityLines(record.capacity, options),
    changeLines(record, options),
    journeyLines(load, options),
    errorLines(load.errors, timeline.startedAtMs, options),
    checkLines(load, options),
    counterLines(load, options),
    thresholdLines(thresholds, options),
    orders === undefined ? [] : orderLines(orders, options),
    comparison === undefined ? [] : [formatComparison(comparison, options)],
    chaos === undefined ? [] : chaosLines(chaos, timeline.startedAtMs, options),
    verdict === undefined ? [] : [formatVerdict(verdict, options)],
    resultLines(record, paths, options),
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

/** How requests reached the target: a figure without it may be misread. */
function wireLines({ plan: { wire } }: RunRecord, { width }: TextOptions): readonly string[] {
  return wire === undefined ? [] : wrap(printable(`requests: ${wireSentence(wire)}`), width);
}

function resultLines(record: RunRecord, paths: readonly string[], options: TextOptions): readonly string[] {
  const paint = painter(options);
  const outcome = runOutcome(record);
  const meaning = `${OUTCOME_SYMBOL[outcome]} exit ${record.exitCode}: ${EXIT_MEANING[record.exitCode]}`;
  return [
    `${paint.bold('RESULT')}  ${paintOutcome(outcome, paint)(meaning)}`,
    ...record.reasons.flatMap((reason) =>
      wrap(printable(reason), options.width - 4).map((line) => `  ${line}`),
    ),
    ...paths.map((path) => `  ${paint.cyan(path)}`),
  ];
}

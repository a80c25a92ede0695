import { formatCount } from '../../core/format-count.ts';
import type { Outcome } from '../../expect/verdict.ts';
import type { ChaosRecord, FaultStepResult, StepTraffic } from '../../run/run-record.ts';
import { formatAddedMs, formatPercent, formatPercentInterval, formatStretch, NO_FIGURE } from '../figures.ts';
import { OUTCOME_SYMBOL, recoveryOutcome } from '../outcome.ts';
import { recoverySentence, steadySentence, undoSentence } from '../sentences.ts';
import { painter, paintOutcome, type TextOptions } from './paint.ts';
import { type Cell, type Column, printable, renderTable, wrap } from './table.ts';

const COLUMNS: readonly Column[] = [
  { title: 'step' },
  { title: 'when', align: 'right', dropOrder: 2 },
  { title: 'calls', align: 'right' },
  { title: 'plan', group: 'failing', align: 'right' },
  { title: 'seen', align: 'right' },
  { title: '99 %', align: 'right' },
  { title: 'plan', group: 'delay', align: 'right' },
  { title: 'seen', align: 'right' },
  { title: 'users', group: 'failed', align: 'right' },
  { title: 'baseline', align: 'right', dropOrder: 1 },
];

/** Answers what was broken, planned beside observed for each step, and the proof that it was put back. */
export function chaosLines(chaos: ChaosRecord, startedAtMs: number, options: TextOptions): readonly string[] {
  const paint = painter(options);
  const { steadyState, steps, undo, recovery } = chaos;
  return [
    paint.bold('FAULT'),
    checkLine(steadyState.isSteady ? 'pass' : 'fail', steadySentence(steadyState), options),
    ...(steps.length === 0 ? [] : stepTable(steps, startedAtMs, options)),
    ...steps.filter(({ outcome }) => outcome !== 'pass').flatMap((step) => stepReason(step, options)),
    checkLine(undo.outcome === 'incomplete' ? 'fail' : 'pass', undoSentence(undo), options),
    checkLine(recoveryOutcome(recovery), recoverySentence(recovery), options),
  ];
}

function stepTable(
  steps: readonly FaultStepResult[],
  startedAtMs: number,
  options: TextOptions,
): readonly string[] {
  const paint = painter(options);
  const rows = steps.map(({ index, fromMs, toMs, planned, observed, users, baseline, outcome }): Cell[] => [
    { text: `${OUTCOME_SYMBOL[outcome]} ${index + 1}`, paint: paintOutcome(outcome, paint) },
    { text: formatStretch({ fromMs, toMs }, startedAtMs), paint: paint.dim },
    { text: formatCount(observed.calls) },
    { text: formatPercent(planned.failureRatio) },
    { text: observed.calls === 0 ? NO_FIGURE : formatPercent(observed.failureRatio) },
    {
      text: observed.calls === 0 ? NO_FIGURE : formatPercentInterval(observed.failureInterval),
      paint: paint.dim,
    },
    { text: formatAddedMs(planned.addedDelayMs) },
    { text: formatAddedMs(observed.addedDelayMs) },
    { text: errorsOf(users) },
    { text: errorsOf(baseline) },
  ]);
  return renderTable(COLUMNS, rows, { width: options.width, paintTitle: paint.dim });
}

function stepReason({ index, reason }: FaultStepResult, options: TextOptions): readonly string[] {
  return wrap(`step ${index + 1}: ${printable(reason)}`, options.width - 4).map((line) => `    ${line}`);
}

function errorsOf({ errors, requests }: StepTraffic): string {
  return requests === 0 ? NO_FIGURE : `${formatCount(errors)}/${formatCount(requests)}`;
}

function checkLine(outcome: Outcome, sentence: string, options: TextOptions): string {
  const symbol = paintOutcome(outcome, painter(options))(OUTCOME_SYMBOL[outcome]);
  return `  ${symbol} ${printable(sentence)}`;
}

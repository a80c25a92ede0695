import { formatCount } from '../../core/format-count.ts';
import type { ExpectationResult } from '../../expect/verdict.ts';
import type { ChaosRecord, RunRecord } from '../../run/run-record.ts';
import { capacityProof, capacitySentence } from '../capacity-sentence.ts';
import { deliveredSentence } from '../delivered-sentence.ts';
import {
  formatAddedMs,
  formatMoment,
  formatMs,
  formatPercent,
  formatPercentInterval,
  formatShare,
  formatStretch,
} from '../figures.ts';
import { ORDERS_CHECK, orderNotes, ordersOutcome, ordersSentence } from '../order-sentences.ts';
import { EXIT_MEANING, failuresFirst, recoveryOutcome, runOutcome } from '../outcome.ts';
import { recoverySentence, steadySentence, undoSentence } from '../sentences.ts';

/** GitHub refuses a step summary above 1 MiB whole: rows × cells × length, every character escaped, stay below. */
const MOST_ROWS = 100;
const LONGEST_CELL = 180;

const OUTCOME_MARK = { pass: '✅ pass', fail: '❌ fail', inconclusive: '❔ inconclusive' } as const;

/** Answers a run as GitHub-flavoured Markdown for `$GITHUB_STEP_SUMMARY`, what failed first; less than 1 MiB. */
export function toMarkdown(record: RunRecord): string {
  const sections = [
    heading(record),
    verdictSection(record),
    thresholdSection(record),
    orderSection(record),
    chaosSection(record),
    journeySection(record),
    errorSection(record),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function heading(record: RunRecord): string {
  const lines = [
    `## ${OUTCOME_MARK[runOutcome(record)]}: ${plain(record.plan.title)}`,
    `${code(record.command)} · run ${plain(record.id)} · exit ${record.exitCode}, ${EXIT_MEANING[record.exitCode]}`,
    bullets(record.reasons),
    ...(record.capacity === undefined
      ? []
      : [plain(capacitySentence(record.capacity)), plain(capacityProof(record.capacity))]),
    bullets(changes(record)),
    bullets(record.load.loads.map((load) => `${load.name}: ${deliveredSentence(load)}`)),
  ];
  return lines.filter((line) => line !== '').join('\n\n');
}

function changes({ events = [], timeline }: RunRecord): readonly string[] {
  return events.map(({ atMs, text }) => `at ${formatMoment(atMs, timeline.startedAtMs)}: ${text}`);
}

function verdictSection({ verdict }: RunRecord): string {
  if (verdict === undefined) return '';
  const rows = failuresFirst(verdict.results).map((result) => [
    result.severity === 'information' ? 'ℹ️ note' : OUTCOME_MARK[result.outcome],
    result.title,
    result.expected,
    result.observed,
    formatCount(result.sampleSize),
    evidence(result),
  ]);
  return `### Expectations\n\n${table(['', 'expectation', 'expected', 'observed', 'n', 'evidence'], rows)}`;
}

function evidence({ outcome, file, line, traceIds }: ExpectationResult): string {
  return outcome === 'pass' ? '' : [`${file}:${line}`, ...traceIds.slice(0, 2)].join(' · ');
}

function thresholdSection({ thresholds }: RunRecord): string {
  if (thresholds.length === 0) return '';
  const rows = thresholds
    .toSorted((a, b) => a.outcome.localeCompare(b.outcome))
    .map(({ expression, outcome, observed, samples }) => [
      OUTCOME_MARK[outcome],
      expression,
      observed,
      formatCount(samples),
    ]);
  return `### Thresholds\n\n${table(['', 'threshold', 'observed', 'n'], rows)}`;
}

function orderSection({ orders }: RunRecord): string {
  if (orders === undefined) return '';
  const lead = bullets([`${OUTCOME_MARK[ordersOutcome(orders)]}: ${ORDERS_CHECK} ${ordersSentence(orders)}`]);
  const rows = orders.violations.map(({ kind, orderId, text }) => [orderId, kind, text]);
  const wrong = rows.length === 0 ? '' : `\n\n${table(['order', 'violation', 'what is wrong'], rows)}`;
  const notes = bullets(orderNotes(orders));
  return `### Orders\n\n${lead}${wrong}${notes === '' ? '' : `\n\n${notes}`}`;
}

function chaosSection({ chaos, timeline }: RunRecord): string {
  if (chaos === undefined) return '';
  const rows = chaos.steps.map(({ index, fromMs, toMs, planned, observed, users, baseline, outcome }) => [
    `${index + 1}`,
    OUTCOME_MARK[outcome],
    formatStretch({ fromMs, toMs }, timeline.startedAtMs),
    formatCount(observed.calls),
    formatPercent(planned.failureRatio),
    `${formatPercent(observed.failureRatio)} (${formatPercentInterval(observed.failureInterval)})`,
    formatAddedMs(planned.addedDelayMs),
    formatAddedMs(observed.addedDelayMs),
    formatShare(users.errors, users.requests),
    formatShare(baseline.errors, baseline.requests),
  ]);
  const head = [
    'step',
    '',
    'when',
    'calls',
    'failing: plan',
    'seen (99 %)',
    'delay: plan',
    'seen',
    'users failed',
    'baseline failed',
  ];
  return `### Fault\n\n${[rows.length > 0 ? table(head, rows) : '', bullets(proofs(chaos))].join('\n\n').trim()}`;
}

function proofs({ steadyState, undo, recovery }: ChaosRecord): readonly string[] {
  return [
    `${OUTCOME_MARK[steadyState.isSteady ? 'pass' : 'fail']}: ${steadySentence(steadyState)}`,
    `${OUTCOME_MARK[undo.outcome === 'incomplete' ? 'fail' : 'pass']}: ${undoSentence(undo)}`,
    `${OUTCOME_MARK[recoveryOutcome(recovery)]}: ${recoverySentence(recovery)}`,
  ];
}

function journeySection({ load }: RunRecord): string {
  const rows = load.loads.flatMap(({ name, journeys }) =>
    journeys.map((journey) => {
      const { count, p50, p90, p95, p99, max } = journey.response;
      const figures = [p50, p90, p95, p99, max].map(formatMs);
      return [name, journey.name, formatCount(count), ...figures, formatCount(journey.failed)];
    }),
  );
  const head = ['load', 'journey', 'n', 'p50', 'p90', 'p95', 'p99', 'max', 'failed'];
  return rows.length === 0 ? '' : `### Journeys (response)\n\n${table(head, rows)}`;
}

function errorSection({ load }: RunRecord): string {
  if (load.errors.length === 0) return '';
  const rows = load.errors
    .toSorted((a, b) => b.count - a.count)
    .map(({ count, kind, endpoint, example, traceIds }) => [
      formatCount(count),
      kind,
      endpoint,
      example,
      traceIds[0] ?? '',
    ]);
  return `### Errors\n\n${table(['n', 'kind', 'endpoint', 'example', 'trace'], rows)}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const left = rows.length - MOST_ROWS;
  return [
    line(head),
    line(head.map(() => '---')),
    ...rows.slice(0, MOST_ROWS).map((cells) => line(cells.map(plain))),
    ...(left > 0 ? ['', `…and ${formatCount(left)} more; the whole list is in report.html.`] : []),
  ].join('\n');
}

function bullets(items: readonly string[]): string {
  return items
    .slice(0, MOST_ROWS)
    .map((item) => `- ${plain(item)}`)
    .join('\n');
}

/** Nothing inside a code span is markup but its end. */
function code(text: string): string {
  return `\`${text.replaceAll(/[`\s]+/g, ' ').slice(0, LONGEST_CELL)}\``;
}

/** Text from outside may hold markup: it is shown as it was written, and never ends its cell or starts a tag. */
function plain(text: string): string {
  const letters = [...text.replaceAll(/\s+/g, ' ')];
  const short = letters.length > LONGEST_CELL ? [...letters.slice(0, LONGEST_CELL), '…'] : letters;
  return short
    .join('')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll(/[\\`|*_[\]]/g, '\\$&');
}

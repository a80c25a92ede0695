import { formatCount } from '../../core/format-count.ts';
import type { ExpectationResult, Verdict } from '../../expect/verdict.ts';
import type { Comparison } from '../../load/comparison.ts';
import type { Reconciliation } from '../../load/reconciliation.ts';
import type { LoadSummary } from '../../load/summary.ts';
import type { ChaosRecord, FaultStepResult, RunRecord } from '../../run/run-record.ts';
import { deliveredSentence } from '../delivered-sentence.ts';
import { formatAddedMs, formatPercent, formatPercentInterval } from '../figures.ts';
import { ORDERS_CHECK, orderNotes, ordersOutcome, ordersSentence } from '../order-sentences.ts';
import { failuresFirst, recoveryOutcome } from '../outcome.ts';
import { recoverySentence, steadySentence, stepSentence, undoSentence } from '../sentences.ts';
import { type JunitCase, type JunitSuite, junitXml } from './junit-xml.ts';

/** What a verdict without a run cannot say itself. */
export interface JunitMeta {
  /** Name of what was judged, for example a run's id. */
  readonly name: string;
  readonly startedAtMs: number;
  readonly durationMs: number;
}

/** Answers a run as JUnit XML: delivered load, thresholds, orders, fault steps, undo, recovery and every expectation. */
export function toJunit(record: RunRecord): string {
  const { startedAtMs, endedAtMs } = record.timeline;
  const meta = { name: record.id, startedAtMs, durationMs: endedAtMs - startedAtMs };
  const loadCases = [
    ...record.load.loads.map((load) => deliveredCase(load, record.load.generator.invalid)),
    ...record.thresholds.map(
      ({ expression, outcome, observed, samples }): JunitCase => ({
        name: `threshold ${expression}`,
        outcome,
        message: `expected ${expression}, observed ${observed} (n ${formatCount(samples)})`,
      }),
    ),
    ...(record.orders === undefined ? [] : [ordersCase(record.orders)]),
    ...(record.comparison === undefined ? [] : [comparisonCase(record.comparison)]),
  ];
  return junitXml(record.id, [
    suite('load', meta, loadCases),
    suite('fault', meta, record.chaos === undefined ? [] : chaosCases(record.chaos)),
    suite('expectations', meta, failuresFirst(record.verdict?.results ?? []).map(expectationCase)),
  ]);
}

/** Answers a verdict as JUnit XML, one test case an expectation. */
export function verdictToJunit(verdict: Verdict, meta: JunitMeta): string {
  return junitXml(meta.name, [
    suite('expectations', meta, failuresFirst(verdict.results).map(expectationCase)),
  ]);
}

function suite(kind: string, meta: JunitMeta, cases: readonly JunitCase[]): JunitSuite {
  return { ...meta, name: `${meta.name}.${kind}`, cases };
}

function ordersCase(orders: Reconciliation): JunitCase {
  const message = ordersSentence(orders);
  const wrong = orders.violations.map(({ kind, orderId, text }) => `${orderId} ${kind}: ${text}`);
  return {
    name: ORDERS_CHECK,
    outcome: ordersOutcome(orders),
    message,
    details: [message, ...wrong, ...orderNotes(orders)].join('\n'),
  };
}

function comparisonCase({ before, outcome, changes, cautions }: Comparison): JunitCase {
  const changed = changes
    .filter((change) => change.outcome !== 'noise')
    .map(({ name, figure, ...change }) => `${name} ${figure} ${change.outcome}`);
  const outcomes = {
    regressed: 'fail',
    improved: 'pass',
    noise: 'pass',
    inconclusive: 'inconclusive',
  } as const;
  return {
    name: `not worse than ${before}`,
    outcome: outcomes[outcome],
    message: [...changed, ...cautions].join('; ') || 'no change beyond noise',
  };
}

function deliveredCase(load: LoadSummary, invalid: readonly string[]): JunitCase {
  const isDelivered = load.delivered.dropped === 0 && invalid.length === 0;
  return {
    name: `load ${load.name} delivered`,
    outcome: isDelivered ? 'pass' : 'fail',
    message: [deliveredSentence(load), ...invalid].join('; '),
  };
}

function chaosCases({ steadyState, steps, undo, recovery }: ChaosRecord): readonly JunitCase[] {
  return [
    {
      name: 'steady beforehand',
      outcome: steadyState.isSteady ? 'pass' : 'fail',
      message: steadySentence(steadyState),
    },
    ...steps.map(stepCase),
    {
      name: 'fault undone',
      outcome: undo.outcome === 'incomplete' ? 'fail' : 'pass',
      message: undoSentence(undo),
    },
    { name: 'shop recovered', outcome: recoveryOutcome(recovery), message: recoverySentence(recovery) },
  ];
}

function stepCase({ index, planned, observed, outcome, reason }: FaultStepResult): JunitCase {
  const seen = `${formatAddedMs(observed.addedDelayMs)}, ${formatPercent(observed.failureRatio)}`;
  const range = formatPercentInterval(observed.failureInterval);
  return {
    name: `step ${index + 1}: ${stepSentence(planned)}`,
    outcome,
    message: `expected ${stepSentence(planned)}, observed ${seen} (99 %: ${range}, n ${formatCount(observed.calls)})`,
    details: reason,
  };
}

function expectationCase(result: ExpectationResult): JunitCase {
  const { id, title, severity, outcome, file, line, expected, observed, sampleSize, hint, traceIds } = result;
  const message = `expected ${expected}, observed ${observed} (n ${formatCount(sampleSize)})`;
  return {
    name: `${id}: ${title}`,
    outcome: severity === 'information' ? 'pass' : outcome,
    message,
    details: [message, ...(hint === undefined ? [] : [hint]), `${file}:${line}`].join('\n'),
    traceIds,
    file,
    line,
  };
}

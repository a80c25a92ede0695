import { ExitCode, worstExitCode } from '../core/errors.ts';
import { formatRate } from '../core/rate.ts';
import type { RunRecord } from './run-record.ts';

/** What a run ends with, and why, most important first. */
export interface Conclusion {
  readonly exitCode: ExitCode;
  readonly reasons: readonly string[];
}

/** Why a run ended before its plan did. */
export interface Stop {
  readonly exitCode: ExitCode;
  readonly reason: string;
}

/** How a run ended. */
export interface Ending {
  readonly stop?: Stop;
  /** Outputs that do not hold the whole run. */
  readonly lostOutputs?: readonly string[];
  /** The threshold that ended the run, as its plan wanted. */
  readonly brokenThreshold?: string;
}

interface Finding {
  readonly code: ExitCode;
  readonly reason: string;
}

/** Answers the exit code of a run from its record: every finding gives a reason, the worst one the code. */
export function concludeRun(
  record: Pick<RunRecord, 'load' | 'thresholds' | 'orders' | 'capacity' | 'comparison' | 'chaos' | 'verdict'>,
  { stop, lostOutputs = [], brokenThreshold }: Ending,
): Conclusion {
  const findings: readonly Finding[] = [
    ...rollbackFindings(record.chaos),
    ...(stop === undefined ? [] : [{ code: stop.exitCode, reason: stop.reason }]),
    ...lostOutputs.map((reason) => ({ code: ExitCode.environment, reason })),
    ...record.load.generator.invalid.map((reason) => ({ code: ExitCode.loadNotDelivered, reason })),
    ...steadyFindings(record.chaos),
    ...thresholdFindings(record.thresholds),
    ...abortFindings(brokenThreshold),
    ...orderFindings(record.orders),
    ...capacityFindings(record.capacity),
    ...comparisonFindings(record.comparison),
    ...verdictFindings(record.verdict),
  ];
  const exitCode = worstExitCode(findings.map(({ code }) => code));
  const worstFirst = [...findings].sort((a, b) => Number(b.code === exitCode) - Number(a.code === exitCode));
  return { exitCode, reasons: worstFirst.map(({ reason }) => reason) };
}

function rollbackFindings(chaos: RunRecord['chaos']): readonly Finding[] {
  if (chaos?.undo.outcome !== 'incomplete') return [];
  const where = chaos.undo.left.map(({ instance }) => instance).join(', ');
  const reason = `the fault could not be proven gone on ${where}; \`shopctl chaos recover\` tries again`;
  return [{ code: ExitCode.rollbackIncomplete, reason }];
}

function steadyFindings(chaos: RunRecord['chaos']): readonly Finding[] {
  if (chaos === undefined) return [];
  const { steadyState, recovery } = chaos;
  return [
    ...(steadyState.isSteady
      ? []
      : [
          {
            code: ExitCode.notSteady,
            reason: `not steady, nothing was injected: ${steadyState.reasons.join('; ')}`,
          },
        ]),
    ...(recovery.outcome === 'not-recovered'
      ? [{ code: ExitCode.expectationsNotMet, reason: `the shop did not recover: ${recovery.reason}` }]
      : []),
  ];
}

function thresholdFindings(thresholds: RunRecord['thresholds']): readonly Finding[] {
  return thresholds
    .filter(({ outcome }) => outcome === 'fail')
    .map(({ expression, observed }) => ({
      code: ExitCode.expectationsNotMet,
      reason: `threshold ${expression} not met: ${observed}`,
    }));
}

/** A target that keeps no books is no finding: nobody asked for them. */
function orderFindings(orders: RunRecord['orders']): readonly Finding[] {
  if (orders?.outcome === 'fail') {
    const [first] = orders.violations;
    const reason = `${orders.violated} orders are not as they must be, first ${first?.orderId} (${first?.kind}): ${first?.text}`;
    return [{ code: ExitCode.expectationsNotMet, reason }];
  }
  if (orders?.outcome !== 'inconclusive') return [];
  const reason = `${orders.unseen} of ${orders.placed} orders could not be looked up: ${orders.reason}`;
  return [{ code: ExitCode.inconclusive, reason }];
}

function abortFindings(brokenThreshold: string | undefined): readonly Finding[] {
  if (brokenThreshold === undefined) return [];
  const reason = `ended early, when ${brokenThreshold} was broken`;
  return [{ code: ExitCode.expectationsNotMet, reason }];
}

function capacityFindings(capacity: RunRecord['capacity']): readonly Finding[] {
  switch (capacity?.outcome) {
    case 'never-held': {
      const reason = `the SLOs did not hold at ${formatRate(capacity.brokenPerSecond ?? 0)} either`;
      return [{ code: ExitCode.expectationsNotMet, reason }];
    }
    case 'too-few-samples': {
      const rate = formatRate(capacity.steps.at(-1)?.ratePerSecond ?? 0);
      const reason = `${rate} brings too few samples to tell whether the SLOs hold: give them a longer window, as p99[2m]<500ms`;
      return [{ code: ExitCode.inconclusive, reason }];
    }
    case 'generator-limited':
      return [
        { code: ExitCode.loadNotDelivered, reason: `no capacity found, limited by ${capacity.limit?.text}` },
      ];
    case 'time-over': {
      const reason =
        'the time of the search was over before a capacity was found: give it a longer --duration';
      return [{ code: ExitCode.inconclusive, reason }];
    }
    default:
      return [];
  }
}

function comparisonFindings(comparison: RunRecord['comparison']): readonly Finding[] {
  const { outcome, before, changes = [], cautions = [] } = comparison ?? {};
  if (outcome === 'inconclusive') {
    const why = cautions.join('; ') || 'no journey is in both runs';
    return [{ code: ExitCode.inconclusive, reason: `could not be compared with ${before}: ${why}` }];
  }
  if (outcome !== 'regressed') return [];
  const worse = changes
    .filter((change) => change.outcome === 'regressed' && change.of !== 'endpoint')
    .map(({ name, figure }) => `${name} ${figure}`);
  return [{ code: ExitCode.expectationsNotMet, reason: `regressed against ${before}: ${worse.join(', ')}` }];
}

function verdictFindings(verdict: RunRecord['verdict']): readonly Finding[] {
  const deciding = (verdict?.results ?? []).filter(({ severity }) => severity === 'error');
  const count = (outcome: 'fail' | 'inconclusive') => deciding.filter((result) => result.outcome === outcome);
  const failed = count('fail');
  const unclear = count('inconclusive');
  return [
    ...(failed.length === 0
      ? []
      : [
          {
            code: ExitCode.expectationsNotMet,
            reason: `expectations not met: ${failed.map(({ id }) => id).join(', ')}`,
          },
        ]),
    ...(unclear.length === 0
      ? []
      : [
          {
            code: ExitCode.inconclusive,
            reason: `could not be judged: ${unclear.map(({ id }) => id).join(', ')}`,
          },
        ]),
  ];
}

import { Histogram } from '../cli/load/measure/histogram.ts';
import type { Finding } from './finding.ts';
import { startLoopbackTarget } from './loopback-target.ts';
import { playOneRequestLoad } from './one-request-load.ts';

const RATE_PER_SECOND = 30;
const SECONDS = 30;
const FREEZE = { fromSecond: 10, toSecond: 15 };
const TOLERANCE = 0.02;

/**
 * The test of truth: a server that stands still for five seconds. Tools that wait for answers before they send
 * again never ask during the freeze and report a fine latency; the schedule says what users would have met.
 */
export async function freeze(): Promise<readonly Finding[]> {
  await using target = await startLoopbackTarget();
  const { summary, figures } = await playOneRequestLoad({
    targetUrl: target.url,
    ratePerSecond: RATE_PER_SECOND,
    durationMs: SECONDS * 1000,
    onStart() {
      setTimeout(() => target.freeze(), FREEZE.fromSecond * 1000);
      setTimeout(() => target.thaw(), FREEZE.toSecond * 1000);
    },
  });
  const responses = new Histogram();
  if (figures.histogram !== undefined) responses.add(figures.histogram);
  const truth = analyticResponses();
  return [
    compare('arrivals due', summary.loads[0]?.delivered.planned, truth.length, ''),
    compare('responses reported', figures.requests, truth.length, ''),
    compare('p99', responses.quantileMs(0.99), truth[Math.ceil(0.99 * truth.length) - 1], ' ms'),
    compare('mean', figures.response.mean, truth.reduce((sum, ms) => sum + ms, 0) / truth.length, ' ms'),
  ];
}

/** What a server without any latency of its own would give, ascending: due in the freeze, answered at its end. */
function analyticResponses(): readonly number[] {
  const waits = Array.from({ length: RATE_PER_SECOND * SECONDS }, (_, k) => {
    const dueSecond = k / RATE_PER_SECOND;
    const isFrozen = dueSecond >= FREEZE.fromSecond && dueSecond < FREEZE.toSecond;
    return isFrozen ? (FREEZE.toSecond - dueSecond) * 1000 : 0;
  });
  return waits.sort((a, b) => a - b);
}

function compare(name: string, measured = 0, expected = 0, unit: string): Finding {
  const isGood = Math.abs(measured - expected) <= expected * TOLERANCE;
  const verdict = isGood ? 'within 2 %' : 'NOT within 2 %';
  return {
    isGood,
    text: `${name}: ${measured.toFixed(0)}${unit}, by arithmetic ${expected.toFixed(0)}${unit}: ${verdict}`,
  };
}

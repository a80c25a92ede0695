import { quantile } from '../cli/core/statistics.ts';
import type { Finding } from './finding.ts';
import { startLoopbackTarget } from './loopback-target.ts';
import { playOneRequestLoad } from './one-request-load.ts';

const SECONDS = 20;
const RATES_PER_SECOND = [30, 200];

/** How far from the plan requests start, and arrive at the server. */
export async function schedule(): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const ratePerSecond of RATES_PER_SECOND) findings.push(await measure(ratePerSecond));
  return findings;
}

async function measure(ratePerSecond: number): Promise<Finding> {
  await using target = await startLoopbackTarget();
  const { summary, startedAtMs } = await playOneRequestLoad({
    targetUrl: target.url,
    ratePerSecond,
    durationMs: SECONDS * 1000,
  });
  const arrivedAtMs = await target.arrivals();
  const offMs = arrivedAtMs.map((atMs, k) => Math.abs(atMs - startedAtMs - (k * 1000) / ratePerSecond));
  const sorted = offMs.sort((a, b) => a - b);
  const at = (q: number) => `${quantile(sorted, q).toFixed(2)} ms`;
  const { generator, loads } = summary;
  const { startLag, late, started } = { startLag: { count: 0 }, late: 0, started: 0, ...loads[0]?.delivered };
  const lag = (['mean', 'p50', 'p99', 'max'] as const)
    .map((name) => `${name} ${startLag[name]?.toFixed(3) ?? '-'} ms`)
    .join(', ');
  return {
    isGood: generator.invalid.length === 0,
    text: [
      `${ratePerSecond}/s for ${SECONDS} s: ${started} started, ${late} late, loop busy ${(generator.loopUtilisation * 100).toFixed(0)} %`,
      `  start against plan: ${lag}`,
      `  arrival at the server against plan: p50 ${at(0.5)}, p99 ${at(0.99)}, max ${at(1)}`,
    ].join('\n'),
  };
}

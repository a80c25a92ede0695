import type { Finding } from './finding.ts';
import { startLoopbackTarget } from './loopback-target.ts';
import { playOneRequestLoad } from './one-request-load.ts';

const SECONDS = 6;
const ROUNDS = 3;
const RATE_PER_SECOND = 2000;

/** How many requests the engine's thread sends, measures and traces in a second of its CPU. */
export async function throughput(): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    findings.push(await measure('measured', false), await measure('measured and traced', true));
  }
  return findings;
}

async function measure(name: string, isTraced: boolean): Promise<Finding> {
  await using target = await startLoopbackTarget();
  // The server takes spans as it takes everything: what is measured is the sending.
  const { summary } = await playOneRequestLoad({
    targetUrl: target.url,
    ratePerSecond: RATE_PER_SECOND,
    durationMs: SECONDS * 1000,
    ...(isTraced ? { otlpUrl: target.url } : {}),
  });
  const { requests = 0 } = summary.loads[0]?.total ?? {};
  const { cpuSeconds, loopUtilisation } = summary.generator;
  return {
    isGood: requests === RATE_PER_SECOND * SECONDS,
    text: `${name}: ${requests} requests in ${cpuSeconds.toFixed(2)} CPU-seconds, ${Math.round(requests / cpuSeconds)} per CPU-second, loop busy ${(loopUtilisation * 100).toFixed(0)} %`,
  };
}

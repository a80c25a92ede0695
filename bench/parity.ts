import { fork } from 'node:child_process';
import { once } from 'node:events';
import { systemClock } from '../cli/core/clock.ts';
import { createLoadEngine } from '../cli/load/create-load-engine.ts';
import type { LoadEngine } from '../cli/load/engine.ts';
import { findK6 } from '../cli/load/k6/find-k6.ts';
import { K6Engine } from '../cli/load/k6/k6-engine.ts';
import type { LoadSummary } from '../cli/load/summary.ts';
import { findK6ForTests } from '../cli/load/test/find-k6-for-tests.ts';
import { mixOfFlavour } from '../cli/plan/load-mixes.ts';
import type { LoadPlan } from '../cli/plan/run-plan.ts';
import type { Finding } from './finding.ts';

const RATE_PER_SECOND = 40;
const SECONDS = 65;
const FEWEST_REQUESTS = 10_000;
/** What two engines may differ by: one of the two. */
const TOLERANCE = { ratio: 0.05, ms: 1 };

/** Whether the embedded engine and k6 send the same requests, and measure the same of them. */
export async function parity(): Promise<readonly Finding[]> {
  const program = await findK6(findK6ForTests(process.env), process.env['PATH']);
  const shop = fork(new URL('./shop-like-server.ts', import.meta.url), { execArgv: [] });
  try {
    const [targetUrl] = (await once(shop, 'message')) as [string]; // its first message
    const options = { targetUrl, seed: 1, runId: 'bench' };
    const byUs = await play(await createLoadEngine(options));
    const byK6 = await play(new K6Engine({ ...options, program, env: process.env }));
    return [
      compareRequests(byUs, byK6),
      compare('p50', byUs.total.service.p50, byK6.total.service.p50),
      compare('p99', byUs.total.service.p99, byK6.total.service.p99),
    ];
  } finally {
    shop.kill('SIGKILL');
  }
}

async function play(engine: LoadEngine): Promise<LoadSummary> {
  try {
    engine.start(LOAD, systemClock.now() + 1000);
    await engine.finished(LOAD.name);
    const [load] = (await engine.summary()).loads;
    if (load === undefined) throw new Error('nothing was played');
    return load;
  } finally {
    await engine.close();
  }
}

const LOAD: LoadPlan = {
  name: 'users',
  during: 'run',
  stages: [
    { durationMs: SECONDS * 1000, fromRatePerSecond: RATE_PER_SECOND, toRatePerSecond: RATE_PER_SECOND },
  ],
  ...mixOfFlavour(undefined),
  maxInFlight: 200,
  overload: 'drop',
  // Thinking would only make it last longer.
  thinkTimeFactor: 0,
  probe: false,
};

function compareRequests(byUs: LoadSummary, byK6: LoadSummary): Finding {
  const routes = ({ endpoints }: LoadSummary) =>
    endpoints.map(({ name, requests }) => `${requests} ${name}`).join(', ');
  const isSame = routes(byUs) === routes(byK6);
  const { requests } = byK6.total;
  return {
    isGood: isSame && requests >= FEWEST_REQUESTS,
    text: isSame
      ? `requests by route: the same on both, ${requests} in all`
      : `requests by route DIFFER:\n  embedded ${routes(byUs)}\n  k6       ${routes(byK6)}`,
  };
}

function compare(name: string, byUs = Number.NaN, byK6 = Number.NaN): Finding {
  const ratio = byK6 / byUs;
  const isGood = Math.abs(ratio - 1) <= TOLERANCE.ratio || Math.abs(byK6 - byUs) <= TOLERANCE.ms;
  return {
    isGood,
    text: `service ${name}: embedded ${byUs.toFixed(2)} ms, k6 ${byK6.toFixed(2)} ms, ratio ${ratio.toFixed(3)}: ${isGood ? 'within' : 'NOT within'} 5 % or 1 ms`,
  };
}

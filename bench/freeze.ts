import type { Finding } from './finding.ts';
import { freezeTable, type MeasuredTool } from './freeze-table.ts';
import { startLoopbackTarget } from './loopback-target.ts';
import { findPeers } from './peers/find-peers.ts';
import { ourSteadyTool } from './peers/our-steady-tool.ts';
import { type Reported, type SteadyTool, steadyTools } from './peers/steady-tools.ts';
import { writeBetweenMarks } from './write-between-marks.ts';

const RATE_PER_SECOND = 30;
const SECONDS = 30;
const FREEZE = { fromSecond: 10, toSecond: 15 };
const TOLERANCE = 0.02;
/** The freeze holds 150 arrivals: enough users for them, and too few. */
const K6_USERS = [200, 100];
const AUTOCANNON_CONNECTIONS = 50;
const PAGE = new URL('../docs/honest-latencies.md', import.meta.url);

/**
 * The test of truth: a server that stands still for five seconds. Tools that wait for answers before they send
 * again never ask during the freeze and report a fine latency; the schedule says what users would have met. Ours must
 * tell that, and what its peers tell is put next to it.
 * @param options `--write` puts the table into the documentation
 */
export async function freeze(options: readonly string[]): Promise<readonly Finding[]> {
  const { found, missing } = await findPeers(['vegeta', 'artillery', 'autocannon']);
  const truth = arithmetic();
  const peers = steadyTools(found, { k6Users: K6_USERS, autocannonConnections: AUTOCANNON_CONNECTIONS });
  const measured: MeasuredTool[] = [];
  for (const tool of [ourSteadyTool, ...peers]) measured.push({ ...tool, reported: await meetFreeze(tool) });
  const [ours] = measured;
  const table = freezeTable(truth, measured);
  if (options.includes('--write')) writeBetweenMarks(PAGE, 'bench -- freeze --write', table);
  return [
    ...missing.map((text) => ({ text, isGood: true })),
    { text: table, isGood: true },
    ...(ours === undefined ? [] : judge(ours.reported, truth)),
  ];
}

/** Freezes the server from when the tool's first request came, however long the tool took to start. */
async function meetFreeze(tool: SteadyTool): Promise<Reported> {
  await using target = await startLoopbackTarget();
  const timers: NodeJS.Timeout[] = [];
  void target.firstRequest.then(() => {
    timers.push(setTimeout(() => target.freeze(), FREEZE.fromSecond * 1000));
    timers.push(setTimeout(() => target.thaw(), FREEZE.toSecond * 1000));
  });
  try {
    return await tool.play({ targetUrl: target.url, ratePerSecond: RATE_PER_SECOND, seconds: SECONDS });
  } finally {
    for (const timer of timers) clearTimeout(timer);
  }
}

/** What users of a server without any latency of its own would meet: due in the freeze, answered at its end. */
function arithmetic(): Reported {
  const waits = Array.from({ length: RATE_PER_SECOND * SECONDS }, (_, k) => {
    const dueSecond = k / RATE_PER_SECOND;
    const isFrozen = dueSecond >= FREEZE.fromSecond && dueSecond < FREEZE.toSecond;
    return isFrozen ? (FREEZE.toSecond - dueSecond) * 1000 : 0;
  }).sort((a, b) => a - b);
  return {
    requests: waits.length,
    p99Ms: waits[Math.ceil(0.99 * waits.length) - 1] ?? 0,
    maxMs: waits.at(-1) ?? 0,
    meanMs: waits.reduce((sum, ms) => sum + ms, 0) / waits.length,
  };
}

function judge(ours: Reported, truth: Reported): readonly Finding[] {
  return [
    {
      isGood: ours.requests === truth.requests,
      text: `requests reported: ${ours.requests}, due: ${truth.requests}`,
    },
    ...(['p99Ms', 'maxMs', 'meanMs'] as const).map((name) => {
      const isGood = Math.abs(ours[name] - truth[name]) <= truth[name] * TOLERANCE;
      const verdict = isGood ? 'within 2 %' : 'NOT within 2 %';
      const label = name.replace('Ms', '');
      return {
        isGood,
        text: `${label}: ${ours[name].toFixed(0)} ms, by arithmetic ${truth[name].toFixed(0)} ms: ${verdict}`,
      };
    }),
  ];
}

import { quantile } from '../cli/core/statistics.ts';
import type { Finding } from './finding.ts';
import { type Deviation, deviationFrom, deviationFromBestGrid } from './grid-deviation.ts';
import { startLoopbackTarget } from './loopback-target.ts';
import { playOneRequestLoad } from './one-request-load.ts';
import { findPeers } from './peers/find-peers.ts';
import { type SteadyTool, steadyTools } from './peers/steady-tools.ts';

const ROUNDS = 3;
const SECONDS = 15;
const RATE_PER_SECOND = 200;
const MOST = { p50Ms: 0.1, p99Ms: 2 };
/** Whom ours must be better than; vegeta is shown beside. */
const BEATEN = ['k6', 'Artillery', 'autocannon'];
const OPTIONS = { k6Users: [50], autocannonConnections: 50 };

/** The deviations of a tool's arrivals, one a round. */
type Rounds = Map<string, Deviation[]>;

/**
 * How far from an even grid requests arrive at the server, ours and those of the peers, in rounds. When a peer began
 * is not known, so everybody is measured against the grid that fits their arrivals best, and ours against its plan
 * too.
 */
export async function schedule(): Promise<readonly Finding[]> {
  const { found, missing } = await findPeers(['vegeta', 'artillery', 'autocannon']);
  const peers = steadyTools(found, OPTIONS);
  const fitted: Rounds = new Map();
  const planned: Rounds = new Map();
  const faults = new Set<string>();
  for (let round = 0; round < ROUNDS; round += 1) {
    const ours = await measureOurs();
    note(fitted, 'shopctl', ours.fitted);
    note(planned, 'shopctl', ours.planned);
    for (const fault of ours.faults) faults.add(fault);
    for (const peer of peers) note(fitted, peer.name, await measurePeer(peer));
  }
  return [
    ...missing.map((text) => ({ text, isGood: true })),
    {
      isGood: true,
      text: `arrival at the server against an even grid, ${RATE_PER_SECOND}/s for ${SECONDS} s: medians of ${ROUNDS} rounds`,
    },
    { isGood: true, text: `  shopctl, against its plan: ${textOf(medianOf(planned, 'shopctl'))}` },
    ...Array.from(fitted.keys(), (tool) => judge(tool, medianOf(fitted, tool), medianOf(fitted, 'shopctl'))),
    ...Array.from(faults, (text) => ({ text, isGood: false })),
  ];
}

async function measureOurs() {
  await using target = await startLoopbackTarget();
  const { startedAtMs, summary } = await playOneRequestLoad({
    targetUrl: target.url,
    ratePerSecond: RATE_PER_SECOND,
    durationMs: SECONDS * 1000,
  });
  const arrivedAtMs = await target.arrivals();
  return {
    fitted: deviationFromBestGrid(arrivedAtMs, RATE_PER_SECOND),
    planned: deviationFrom(startedAtMs, arrivedAtMs, RATE_PER_SECOND),
    faults: summary.generator.invalid,
  };
}

async function measurePeer(peer: SteadyTool): Promise<Deviation> {
  await using target = await startLoopbackTarget();
  await peer.play({ targetUrl: target.url, ratePerSecond: RATE_PER_SECOND, seconds: SECONDS });
  return deviationFromBestGrid(await target.arrivals(), RATE_PER_SECOND);
}

function judge(tool: string, measured: Deviation, ours: Deviation): Finding {
  const text = `  ${tool}, against the grid that fits best: ${textOf(measured)}`;
  if (tool === 'shopctl') {
    const isGood = measured.p50Ms <= MOST.p50Ms && measured.p99Ms <= MOST.p99Ms;
    return { isGood, text: `${text} (wanted: at most ${textOf(MOST)})` };
  }
  if (!BEATEN.includes(tool)) return { isGood: true, text };
  const isGood = ours.p50Ms < measured.p50Ms && ours.p99Ms < measured.p99Ms;
  return { isGood, text: `${text} (ours ${isGood ? 'is better' : 'is NOT better in both'})` };
}

function note(rounds: Rounds, tool: string, deviation: Deviation): void {
  rounds.set(tool, [...(rounds.get(tool) ?? []), deviation]);
}

function medianOf(rounds: Rounds, tool: string): Deviation {
  const median = (name: keyof Deviation) => {
    const values = (rounds.get(tool) ?? []).map((each) => each[name]);
    return quantile(
      values.sort((a, b) => a - b),
      0.5,
    );
  };
  return { p50Ms: median('p50Ms'), p99Ms: median('p99Ms') };
}

function textOf({ p50Ms, p99Ms }: Deviation): string {
  return `p50 ${p50Ms.toFixed(2)} ms, p99 ${p99Ms.toFixed(2)} ms`;
}

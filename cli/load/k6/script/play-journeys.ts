import { check } from 'k6';
import exec from 'k6/execution';
import type { MixEntry, MixMode } from '../../../plan/run-plan.ts';
import { noRootSpans } from '../../http/no-root-spans.ts';
import type { Journey } from '../../journey.ts';
import { drawsOf } from '../../mix.ts';
import { playIteration } from '../../play-iteration.ts';
import type { UserLedger } from '../../user-ledger.ts';
import type { UserWorld } from '../../visit.ts';
import { journeyIn } from './journey-in.ts';
import { k6World } from './k6-world.ts';

/** What a script of one's own plays. */
export interface JourneyPlay {
  readonly targetUrl: string;
  /** The journeys that the mix may name. */
  readonly journeys: readonly Journey[];
  readonly mix: readonly MixEntry[];
  /** Left out: each journey by itself. */
  readonly mixMode?: MixMode;
  readonly seed: number;
}

/**
 * Answers the default function of a k6 script: plays the journeys that the iteration draws. k6 measures the
 * requests; what a journey finds wrong is a failed check.
 * @example export default playJourneys({ targetUrl, journeys: [menu], mix: [{ journey: 'menu', probability: 1 }], seed: 1 });
 */
export function playJourneys(play: JourneyPlay): () => Promise<void> {
  const { targetUrl, journeys, mix, mixMode = 'independent', seed } = play;
  const world = k6World({
    targetUrl,
    ledger: checks,
    rootSpans: noRootSpans,
    beforeWaiting: () => undefined,
    claims,
  });
  const runId = `k6-${Date.now()}`;
  const load = { name: 'users', mix, thinkTimeFactor: 1, probe: false };
  const draws = drawsOf({ mix, mixMode, seed, load: load.name });
  const script = { load, seed, runId, draws, journey: journeyIn(journeys), world };
  return async () => {
    const index = exec.scenario.iterationInTest;
    const dueAtMs = world.clock.now();
    await playIteration(script, { index, user: index, dueAtMs, isWarmUp: false, signal: world.signal });
  };
}

/** Orders get a reference, and nobody looks them up in the shop's books afterwards. */
const claims: UserWorld['claims'] = {
  open: ({ load, iteration }) => ({
    reference: `k6 ${exec.scenario.startTime} ${load} ${iteration}`,
    placed: () => undefined,
    refused: () => undefined,
  }),
};

/** Leaves measuring to k6. */
const checks: UserLedger = {
  seconds: { startIteration: () => undefined },
  addCheck: (name, holds) => void check(holds, { [name]: (each) => each }),
  counters: { add: () => undefined },
  journey: () => ({ start: () => undefined, interrupt: () => undefined }),
  add: () => undefined,
  failCheck: (_sample, reason) => fails(reason),
  failJourney: (journey, _atMs, reason) => fails(`${journey}: ${reason}`),
  completeJourney: (journey, { outcome }) =>
    void check(outcome, { [`${journey} went well`]: (each) => each !== 'failed' }),
};

function fails(reason: string): void {
  check(reason, { 'the shop answers what it should': () => false });
}

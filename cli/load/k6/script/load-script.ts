import { sleep } from 'k6';
import exec from 'k6/execution';
import http from 'k6/http';
import type { LoadPlan } from '../../../plan/run-plan.ts';
import { type Arrivals, arrivalsOf } from '../../arrivals.ts';
import type { Journey } from '../../journey.ts';
import { drawsOf } from '../../mix.ts';
import { playIteration } from '../../play-iteration.ts';
import { LINE_MARK } from '../k6-event.ts';
import { type K6Scenario, LEAD_IN_MS } from '../scenario-of.ts';
import { journeyIn } from './journey-in.ts';
import { k6World } from './k6-world.ts';
import { tellingClaims } from './telling-claims.ts';
import { TellingLedger } from './telling-ledger.ts';

/** What a script is told about the run that it plays a load of. */
export interface ScriptPlan {
  readonly load: LoadPlan;
  readonly scenario: K6Scenario;
  readonly seed: number;
  readonly runId: string;
  readonly targetUrl: string;
  /** Begins what orders are called for the shop; no other load has it. */
  readonly claimPrefix: string;
  /** Where is said when it starts, once all users are ready. */
  readonly gateUrl: string;
}

/** The functions and options that k6 wants of a script. */
export interface LoadScript {
  readonly options: object;
  setup(): void;
  play(): Promise<void>;
  handleSummary(data: SummaryData): Record<string, string>;
}

/** The part of k6's summary that is looked at. */
interface SummaryData {
  readonly metrics: Readonly<Record<string, { readonly values: { readonly count?: number } } | undefined>>;
}

/** k6 can do nothing in less. */
const SHORTEST_SLEEP_SECONDS = 0.001;

/** Answers the script that plays a load: the same iterations by the same code as in the embedded engine. */
export function loadScript(plan: ScriptPlan, journeys: readonly Journey[]): LoadScript {
  const { load, gateUrl } = plan;
  const play = player(plan, journeys);
  const arrivals = load.userStages === undefined ? arrivalsOf(load.stages) : undefined;
  return {
    options: {
      scenarios: { [load.name]: plan.scenario },
      setupTimeout: '10m',
      // What is measured goes out line by line; k6's own sums need no labels.
      systemTags: [],
    },
    setup() {
      const waitMs = startAtMsBy(gateUrl) - Date.now();
      if (waitMs > 0) sleep(waitMs / 1000);
    },
    async play() {
      const index = exec.scenario.iterationInTest;
      const dueAtMs = dueOf(arrivals, index);
      const user = arrivals === undefined ? exec.vu.idInTest - 1 : index;
      const outcome = await play(index, user, dueAtMs);
      if (outcome === 'empty' && arrivals === undefined) sleep(SHORTEST_SLEEP_SECONDS);
    },
    handleSummary({ metrics }) {
      const dropped = metrics['dropped_iterations']?.values.count ?? 0;
      return { stdout: `${LINE_MARK}${JSON.stringify({ dropped })}\n` };
    },
  };
}

/** Waits until it is said when the load starts: epoch milliseconds. */
function startAtMsBy(gateUrl: string): number {
  const { status, body } = http.get(gateUrl, { timeout: '10m' });
  if (status !== 200) throw new Error('nobody says when the load starts');
  return Number(body);
}

/** k6 gives out indices in the order in which it starts, which is that of the plan as long as none is dropped. */
function dueOf(arrivals: Arrivals | undefined, index: number): number {
  if (arrivals === undefined) return Date.now();
  return exec.scenario.startTime + LEAD_IN_MS + arrivals.dueMs(Math.min(index, arrivals.count - 1));
}

/** Answers what plays one iteration as one of k6's virtual users. */
function player(plan: ScriptPlan, journeys: readonly Journey[]) {
  const { load, seed, runId, targetUrl, claimPrefix } = plan;
  // biome-ignore lint/suspicious/noConsole: k6's console is the way out of it
  const ledger = new TellingLedger((line) => console.log(line));
  const beforeWaiting = () => ledger.say();
  const world = k6World({
    ...{ targetUrl, ledger, beforeWaiting },
    rootSpans: ledger.spans,
    claims: tellingClaims(claimPrefix, (claim) => ledger.addClaim(claim)),
  });
  const draws = drawsOf({ ...load, load: load.name, seed });
  const script = { load, seed, runId, draws, journey: journeyIn(journeys), world };
  return async (index: number, user: number, dueAtMs: number) => {
    const scenarioAtMs = exec.scenario.startTime;
    ledger.begin(index, { kind: 'started', scenarioAtMs, startedAtMs: Date.now(), dueAtMs });
    world.clock.reach(dueAtMs);
    const iteration = { index, user, dueAtMs, isWarmUp: false, signal: world.signal };
    try {
      const outcome = await playIteration(script, iteration);
      ledger.end(outcome);
      return outcome;
    } finally {
      // What is left unsaid of an interrupted one: the span of its last request.
      ledger.say();
    }
  };
}

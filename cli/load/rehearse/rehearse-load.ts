import type { Clock } from '../../core/clock.ts';
import type { LoadPlan } from '../../plan/run-plan.ts';
import { ClaimBook } from '../claims/claim-book.ts';
import { type Feeds, noFeeds } from '../data/feeds.ts';
import { noRootSpans } from '../http/no-root-spans.ts';
import { traceIdSource } from '../http/trace-ids.ts';
import type { Journey } from '../journey.ts';
import { Ledger } from '../measure/ledger.ts';
import { drawsOf } from '../mix.ts';
import { playIteration } from '../play-iteration.ts';
import type { ExpectedEndpoint, PeakLoad, Rehearsal } from '../rehearsal.ts';
import { type RehearsalTarget, rehearsalTransport } from './rehearsal-transport.ts';

/** Enough that a journey of 1 % is among them; takes a fraction of a second. */
const ITERATIONS = 1000;
/** What the shop takes in the `realistic` latency profile, about. */
const REQUEST_MS = 250;

/** Measured with 6 to 1,800 requests in flight (Node 26): the command, a request under way, a user who thinks. */
const MEMORY_MB = { idle: 140, request: 0.03, user: 0.004 };

/** More than any iteration sends. */
const MOST_REQUESTS = 1000;

export interface RehearsalOptions {
  readonly load: LoadPlan;
  readonly seed: number;
  readonly feeds?: Feeds;
  journey(name: string): Journey;
  /** Makes a target for one iteration. */
  newTarget(): RehearsalTarget;
  readonly iterations?: number;
}

/**
 * Plays the first iterations of a load, the very ones that its seed will draw, in memory and in no time. How many
 * requests each sends and how long it thinks is then known; how long the target takes is assumed.
 */
export async function rehearseLoad(options: RehearsalOptions): Promise<Rehearsal> {
  const { load, seed, feeds = noFeeds, journey, newTarget, iterations = ITERATIONS } = options;
  const clock = leapingClock();
  const ledger = new Ledger(load, 0, { onWindow: () => undefined });
  const script = {
    ...{ load, seed, runId: 'rehearsal', journey },
    draws: drawsOf({ ...load, load: load.name, seed }),
  };
  const beside = { clock, ledger, feeds, rootSpans: noRootSpans, newTraceIds: traceIdSource() };
  const claims = new ClaimBook('rehearsal');
  const { signal } = new AbortController();
  for (let index = 0; index < iterations; index += 1) {
    const limits = { clock, requestMs: REQUEST_MS, mostRequests: MOST_REQUESTS };
    const transport = rehearsalTransport({ ...limits, target: newTarget() });
    const iteration = { index, user: index, dueAtMs: clock.now(), isWarmUp: false, signal };
    await playIteration({ ...script, world: { ...beside, claims, transport } }, iteration);
  }
  return concluded(load, ledger, { iterations, elapsedMs: clock.now() });
}

/** Answers what a ledger says of the iterations that were played. */
function concluded(
  load: LoadPlan,
  ledger: Ledger,
  { iterations, elapsedMs }: { readonly iterations: number; readonly elapsedMs: number },
): Rehearsal {
  const counts = ledger.counts();
  const requests = new Map(counts.endpoints.map(([name, one]) => [name, one.requests]));
  const iterationMs = elapsedMs / iterations;
  const requestsPerIteration = sum([...requests.values()]) / iterations;
  const peak = peakOf(load, { iterationMs, requestsPerIteration });
  return {
    ...{ load: load.name, iterations, requestMs: REQUEST_MS },
    journeysPerIteration: sum(counts.journeys.map(([, { started }]) => started)) / iterations,
    ...{ requestsPerIteration, iterationMs, peak },
    endpoints: endpointsOf(requests, iterations, peak),
    stuck: [...new Set(counts.errors.map(({ endpoint, example }) => `${endpoint}: ${example}`))],
  };
}

function peakOf(
  { stages, userStages }: LoadPlan,
  { iterationMs, requestsPerIteration }: Pick<Rehearsal, 'iterationMs' | 'requestsPerIteration'>,
): PeakLoad {
  const rates = stages.flatMap((one) => [one.fromRatePerSecond, one.toRatePerSecond]);
  const users = (userStages ?? []).flatMap(({ fromUsers, toUsers }) => [fromUsers, toUsers]);
  // A user starts the next iteration at once, and one that draws nothing lasts no time.
  const iterationsPerSecond =
    userStages === undefined
      ? Math.max(0, ...rates)
      : (Math.ceil(Math.max(0, ...users)) * 1000) / Math.max(1, iterationMs);
  const requestsPerSecond = iterationsPerSecond * requestsPerIteration;
  const iterationsInFlight = (iterationsPerSecond * iterationMs) / 1000;
  const requestsInFlight = (requestsPerSecond * REQUEST_MS) / 1000;
  const { idle, request, user } = MEMORY_MB;
  const memoryMb = idle + requestsInFlight * request + iterationsInFlight * user;
  return { iterationsPerSecond, requestsPerSecond, iterationsInFlight, requestsInFlight, memoryMb };
}

function endpointsOf(
  requests: ReadonlyMap<string, number>,
  iterations: number,
  { iterationsPerSecond }: PeakLoad,
): readonly ExpectedEndpoint[] {
  return Array.from(requests, ([name, count]) => ({
    name,
    perIteration: count / iterations,
    peakPerSecond: (count / iterations) * iterationsPerSecond,
  })).sort((a, b) => b.perIteration - a.perIteration || a.name.localeCompare(b.name));
}

/** A clock on which waiting takes no time. */
function leapingClock(): Clock {
  let nowMs = 0;
  return {
    now: () => nowMs,
    sleepUntil: async (epochMs) => {
      nowMs = Math.max(nowMs, epochMs);
    },
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

import type { LoadPlan } from '../plan/run-plan.ts';
import type { Threshold } from '../plan/threshold.ts';
import { type Delivery, deliveredOf, joinedDelivery } from './delivery.ts';
import { joinedWork, judgeGenerator, type ThreadWork } from './measure/generator-health.ts';
import { Ledger, type LedgerCounts } from './measure/ledger.ts';
import { unpack } from './measure/packed-form.ts';
import { SecondRows } from './measure/second-rows.ts';
import type { Second } from './measure/seconds.ts';
import type { PlanProgress } from './plan-progress.ts';
import type { PlayedLoad, PlayedPart, PlayedStripe } from './played-part.ts';
import { summariseLoad } from './summarise-load.ts';
import type {
  ErrorClass,
  IterationCounts,
  LoadSummary,
  LoadWindow,
  RolledThreshold,
  Summary,
} from './summary.ts';
import { badness } from './threshold-bound.ts';
import { joinedWindow } from './workers/joined-seconds.ts';

/** What was planned, and the seconds of all parts in order. */
export interface PartsOf {
  readonly loads: readonly LoadPlan[];
  readonly thresholds: readonly Threshold[];
  readonly windows: readonly LoadWindow[];
}

/**
 * Answers the summary of a load that was played in several parts, none of which plays any more: as if it had been
 * played in one, without the time between them. Windows of thresholds lie within a part.
 */
export function summariseParts(parts: readonly PlayedPart[], plan: PartsOf): Summary {
  const played = plan.loads.flatMap((load) => {
    const own = parts.flatMap(({ loads }) => loads.filter(({ name }) => name === load.name));
    return own.length === 0 ? [] : [summariseOne(load, own, plan.thresholds)];
  });
  const loads = played.map(({ summary }) => summary);
  const lostSpans = parts.reduce((sum, part) => sum + part.lostSpans, 0);
  const mostInFlight = new Map(plan.loads.map(({ name, maxInFlight }) => [name, maxInFlight]));
  return {
    schema: 'shopctl.load/v1',
    loads,
    windows: rowsOf(plan, parts),
    errors: played.flatMap(({ errors }) => errors),
    generator: {
      ...judgeGenerator(workOf(parts), loads, mostInFlight),
      ...(lostSpans === 0 ? {} : { lostSpans }),
    },
  };
}

/** Answers a part that was cut off: what was under way counts as interrupted. */
export function interrupted(part: PlayedPart): PlayedPart {
  return {
    ...part,
    loads: part.loads.map((load) => ({ ...load, threads: load.threads.map(interruptedStripe) })),
  };
}

/** Answers how far a load was played, by stripe, all of them at the same moment of its plan; empty before its start. */
export function progressOf(load: string, parts: readonly PlayedPart[]): readonly PlanProgress[] {
  const last = parts.findLast(({ loads }) => loads.some(({ name }) => name === load));
  const stripes = (last?.loads.find(({ name }) => name === load)?.threads ?? []).map(
    ({ progress }) => progress,
  );
  const elapsedMs = Math.max(0, ...stripes.map((each) => each.elapsedMs));
  return stripes.map((each) => ({ ...each, elapsedMs }));
}

function interruptedStripe({ delivery, ledger, progress }: PlayedStripe): PlayedStripe {
  const { counts, warmUp } = delivery;
  return {
    delivery: { ...delivery, counts: interruptedCounts(counts), warmUp: interruptedCounts(warmUp) },
    ledger: {
      ...ledger,
      journeys: ledger.journeys.map(([name, journey]) => [name, interruptedCounts(journey)]),
    },
    progress,
  };
}

function interruptedCounts<Counts extends Pick<IterationCounts, 'started' | 'completed' | 'interrupted'>>(
  counts: Counts,
): Counts {
  return { ...counts, interrupted: counts.started - counts.completed };
}

function summariseOne(
  load: LoadPlan,
  parts: readonly PlayedLoad[],
  thresholds: readonly Threshold[],
): { readonly summary: LoadSummary; readonly errors: readonly ErrorClass[] } {
  // Seconds come from the parts' windows; what is left of a ledger does not ask when it began.
  const ledger = new Ledger(load, 0, { onWindow: () => undefined });
  for (const { threads } of parts) {
    for (const stripe of threads) ledger.absorb(unpack<LedgerCounts>(stripe.ledger));
  }
  const deliveries = parts.map(({ threads }) =>
    joinedDelivery(threads.map(({ delivery }) => unpack<Delivery>(delivery))),
  );
  const pausedMs = deliveries.reduce((sum, delivery) => sum + delivery.pausedMs, 0);
  const delivered = deliveredOf(load, { ...joinedDelivery(deliveries), pausedMs });
  const rolled = joinedRolled(parts, thresholds);
  return { summary: summariseLoad(load, { delivered, ledger, rolled }), errors: ledger.errorClasses() };
}

function joinedRolled(
  parts: readonly PlayedLoad[],
  thresholds: readonly Threshold[],
): readonly RolledThreshold[] {
  return thresholds.flatMap((threshold) => {
    const [first, ...others] = parts.flatMap(({ rolled }) =>
      rolled.filter(({ expression }) => expression === threshold.expression),
    );
    return first === undefined
      ? []
      : others.reduce((left, right) => bothRolled(threshold, left, right), first);
  });
}

function bothRolled(threshold: Threshold, left: RolledThreshold, right: RolledThreshold): RolledThreshold {
  const [worst] = [left, right]
    .flatMap((each) => each.worst ?? [])
    .sort((a, b) => badness(threshold, b.value) - badness(threshold, a.value));
  const firstBrokenAtMs = left.firstBrokenAtMs ?? right.firstBrokenAtMs;
  return {
    expression: threshold.expression,
    full: left.full + right.full,
    judged: left.judged + right.judged,
    mostSamples: Math.max(left.mostSamples, right.mostSamples),
    ...(worst === undefined ? {} : { worst }),
    ...(firstBrokenAtMs === undefined ? {} : { firstBrokenAtMs }),
  };
}

/** What each thread has done in all parts; its share of busy time is that of its busiest part. */
function workOf(parts: readonly PlayedPart[]): ThreadWork {
  const threads = Math.max(1, ...parts.map(({ works }) => works.length));
  const works = Array.from({ length: threads }, (_, thread): ThreadWork => {
    const own = parts.flatMap((part) => part.works[thread] ?? []);
    return {
      loopUtilisation: Math.max(0, ...own.map(({ loopUtilisation }) => loopUtilisation)),
      cpuSeconds: own.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0),
    };
  });
  const [only] = works;
  return works.length === 1 && only !== undefined ? only : joinedWork(works);
}

function rowsOf({ loads, windows }: PartsOf, parts: readonly PlayedPart[]): readonly LoadWindow[] {
  return loads
    .flatMap(({ name }) => {
      const own = windows.filter(({ load }) => load === name);
      const rows = new SecondRows();
      const all = [...own, ...parts.flatMap((part) => cutSeconds(part, name))];
      for (const window of all.sort((a, b) => a.atMs - b.atMs)) rows.push(window);
      return rows.rows;
    })
    .sort((a, b) => a.atMs - b.atMs);
}

/** Answers the seconds in which a part was cut off, one where all threads were told of at the same moment. */
function cutSeconds({ loads }: PlayedPart, load: string): readonly LoadWindow[] {
  const seconds = loads
    .filter(({ name }) => name === load)
    .flatMap(({ threads }) => threads.map(({ ledger }) => unpack<Second>(ledger.second)))
    .filter(({ window }) => window.started > 0 || window.requests > 0);
  return [...Map.groupBy(seconds, ({ window }) => window.atMs).values()].map(joinedWindow);
}

import type { LoadPlan } from '../plan/run-plan.ts';
import { Histogram, type HistogramCounts } from './measure/histogram.ts';
import { latencyOf } from './measure/latency.ts';
import { measuredSeconds } from './run-span.ts';
import type { Delivered, IterationCounts } from './summary.ts';

/** How a load was played by one thread, in figures that add up across threads. */
export interface Delivery {
  readonly counts: IterationCounts;
  readonly warmUp: IterationCounts;
  /** Milliseconds of the plan over which iterations started, so far. */
  readonly elapsedMs: number;
  /** How long the plan stood still, in milliseconds. */
  readonly pausedMs: number;
  /** Of a closed load, whole. */
  readonly users?: number;
  /** Of an open load. */
  readonly schedule?: ScheduleKept;
}

/** How an open load kept its schedule. */
interface ScheduleKept {
  readonly late: number;
  readonly waited: number;
  /** Milliseconds after its start. */
  readonly overloadedAfterMs?: number;
  readonly startLag: HistogramCounts;
}

/** Answers the figures of all threads that played a load. @param parts not empty */
export function joinedDelivery(parts: readonly Delivery[]): Delivery {
  return parts.reduce((left, right) => ({
    counts: joinedCounts(left.counts, right.counts),
    warmUp: joinedCounts(left.warmUp, right.warmUp),
    elapsedMs: Math.max(left.elapsedMs, right.elapsedMs),
    pausedMs: Math.max(left.pausedMs, right.pausedMs),
    ...(left.users === undefined ? {} : { users: left.users }),
    ...(left.schedule === undefined || right.schedule === undefined
      ? {}
      : { schedule: joinedSchedule(left.schedule, right.schedule) }),
  }));
}

/** Answers how a load was delivered, as a summary says it. */
export function deliveredOf(
  load: LoadPlan,
  { counts, warmUp, elapsedMs, pausedMs, users, schedule }: Delivery,
): Delivered {
  const seconds = measuredSeconds({ load }, elapsedMs);
  const perSecond = (count: number) => (seconds > 0 ? count / seconds : 0);
  const { warmUpMs } = load;
  return {
    ...counts,
    ...(warmUpMs === undefined
      ? {}
      : { warmUp: { ...warmUp, durationMs: Math.max(0, Math.min(elapsedMs, warmUpMs)) } }),
    ...(pausedMs > 0 ? { pausedMs } : {}),
    ...(users === undefined ? {} : { users }),
    startedRatePerSecond: perSecond(counts.started),
    ...(schedule === undefined
      ? {}
      : { ...scheduleFigures(schedule), plannedRatePerSecond: perSecond(counts.planned) }),
  };
}

function scheduleFigures({
  late,
  waited,
  overloadedAfterMs,
  startLag,
}: ScheduleKept): Pick<Delivered, 'late' | 'waited' | 'overloadedAfterMs' | 'startLag'> {
  const lag = new Histogram();
  lag.add(startLag);
  return {
    ...(waited === 0 ? {} : { waited }),
    ...(overloadedAfterMs === undefined ? {} : { overloadedAfterMs }),
    late,
    startLag: latencyOf(lag),
  };
}

function joinedCounts(left: IterationCounts, right: IterationCounts): IterationCounts {
  return {
    planned: left.planned + right.planned,
    started: left.started + right.started,
    dropped: left.dropped + right.dropped,
    completed: left.completed + right.completed,
    interrupted: left.interrupted + right.interrupted,
    empty: left.empty + right.empty,
  };
}

function joinedSchedule(left: ScheduleKept, right: ScheduleKept): ScheduleKept {
  const startLag = new Histogram();
  startLag.add(left.startLag);
  startLag.add(right.startLag);
  const overloads = [left, right].flatMap(({ overloadedAfterMs }) => overloadedAfterMs ?? []);
  return {
    late: left.late + right.late,
    waited: left.waited + right.waited,
    ...(overloads.length === 0 ? {} : { overloadedAfterMs: Math.min(...overloads) }),
    startLag: startLag.toCounts(),
  };
}

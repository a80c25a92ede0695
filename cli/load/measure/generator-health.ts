import { type EventLoopUtilization, performance } from 'node:perf_hooks';
import { formatDuration } from '../../core/duration.ts';
import type { GeneratorHealth, LoadSummary } from '../summary.ts';

/** Above this share of busy time a generator's latencies are partly its own. */
export const HIGHEST_LOOP_UTILISATION = 0.85;
/** Above this share of late starts the load was not the one that was planned. */
const HIGHEST_LATE_RATIO = 0.01;
/** So many late starts may be one pause of the machine: of 75 iterations, two are no sign of more than 1 %. */
const FORGIVEN_LATE_STARTS = 2;

/** What a generator's thread has done since it began to play. */
export interface ThreadWork {
  /** Share of time the event loop was busy, 0..1. */
  readonly loopUtilisation: number;
  readonly cpuSeconds: number;
  /** What has done it, as a reader knows it; the load's threads when left out. */
  readonly by?: string;
  /** How long the event loop was busy; left out where several threads are added up. */
  readonly busyMs?: number;
  /** One by one, where there are several; then the share is that of the busiest, and the seconds are their sum. */
  readonly workers?: readonly ThreadWork[];
}

/** Answers what several threads have done. @param works not empty */
export function joinedWork(works: readonly ThreadWork[]): ThreadWork {
  return {
    loopUtilisation: Math.max(...works.map(({ loopUtilisation }) => loopUtilisation)),
    cpuSeconds: works.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0),
    workers: works,
  };
}

/** Watches the thread it is called in. @returns what the thread has done since */
export function watchThread(): () => ThreadWork {
  const loopBefore = performance.eventLoopUtilization();
  const cpuBefore = cpuSecondsOfThread(loopBefore);
  return () => {
    const loopNow = performance.eventLoopUtilization();
    const { utilization, active } = performance.eventLoopUtilization(loopNow, loopBefore);
    return {
      loopUtilisation: utilization,
      busyMs: active,
      cpuSeconds: cpuSecondsOfThread(loopNow) - cpuBefore,
    };
  };
}

/** The thread's own CPU clock; where Node has none (before 23.9), the time its loop was busy. */
function cpuSecondsOfThread(loop: EventLoopUtilization): number {
  if (typeof process.threadCpuUsage !== 'function') return loop.active / 1000;
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1e6;
}

/**
 * Answers whether the generator was fit to measure, and if not, why: what was dropped, late or overloaded.
 * Probes are left out: what counts of them is how many calls they bring, which is judged where they are needed.
 * @param mostInFlight how many iterations each load may have in flight, where that is why it dropped any
 */
export function judgeGenerator(
  work: ThreadWork,
  loads: readonly Pick<LoadSummary, 'name' | 'probe' | 'delivered'>[],
  mostInFlight: ReadonlyMap<string, number>,
): GeneratorHealth {
  const { loopUtilisation, cpuSeconds, workers } = work;
  const busy =
    loopUtilisation > HIGHEST_LOOP_UTILISATION
      ? [
          `${busiestText(work)} was busy ${percent(loopUtilisation)} of the time: above ${percent(HIGHEST_LOOP_UTILISATION)} its latencies are partly its own`,
        ]
      : [];
  return {
    loopUtilisation,
    cpuSeconds,
    ...(workers === undefined ? {} : { workers }),
    invalid: [
      ...loads.filter(({ probe }) => !probe).flatMap((load) => faultsOf(load, mostInFlight)),
      ...busy,
    ],
  };
}

function faultsOf(
  { name, delivered }: Pick<LoadSummary, 'name' | 'delivered'>,
  mostInFlight: ReadonlyMap<string, number>,
): string[] {
  const { planned, started, dropped, late = 0, waited = 0, overloadedAfterMs } = delivered;
  const full = inFlightText(mostInFlight.get(name));
  const reasons: string[] = [];
  if (overloadedAfterMs !== undefined) {
    reasons.push(
      `load "${name}" was ended by an overload after ${formatDuration(overloadedAfterMs)}: ${full}`,
    );
  } else if (dropped > 0) {
    const because = mostInFlight.has(name) ? `: ${full}` : '';
    reasons.push(`load "${name}" dropped ${dropped} of ${planned} arrivals${because}`);
  }
  if (late > Math.max(started * HIGHEST_LATE_RATIO, FORGIVEN_LATE_STARTS)) {
    const because = waited === 0 ? '' : `; ${waited} arrivals waited because ${full}`;
    reasons.push(
      `load "${name}" started ${late} of ${started} iterations later than half an arrival gap, more than ${percent(HIGHEST_LATE_RATIO)}${because}`,
    );
  }
  return reasons;
}

function busiestText({ loopUtilisation, by, workers = [] }: ThreadWork): string {
  if (by !== undefined) return by;
  const busiest = workers.findIndex((worker) => worker.loopUtilisation === loopUtilisation);
  return workers.length < 2 ? "the load's thread" : `worker ${busiest + 1} of the load's ${workers.length}`;
}

function inFlightText(most: number | undefined): string {
  return most === 1
    ? '1 iteration, the most it may have, was in flight'
    : `${most} iterations, the most it may have, were in flight`;
}

function percent(ratio: number): string {
  return `${Number((ratio * 100).toPrecision(3))} %`;
}

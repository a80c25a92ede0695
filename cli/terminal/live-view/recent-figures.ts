import type { LoadLook } from '../../load/load-look.ts';
import type { ThreadWork } from '../../load/measure/generator-health.ts';
import type { CountsView, GeneratorView } from './view-state.ts';

/** Over less time a rate says nothing. */
const SHORTEST_MS = 1000;

/**
 * Answers how fast iterations started and requests ended over the last seconds; nothing as long as there are none.
 * @param looks of the last seconds, the oldest first
 * @param requests that ended in them @param recentMs how long that was
 */
export function recentRates(
  looks: readonly Pick<LoadLook, 'atMs' | 'state'>[],
  requests: number,
  recentMs: number,
): Pick<CountsView, 'startedPerSecond' | 'requestsPerSecond'> {
  const [first, last] = [looks[0], looks.at(-1)];
  if (first === undefined || last === undefined || last.atMs - first.atMs < SHORTEST_MS) return {};
  return {
    startedPerSecond: ((last.state.started - first.state.started) * 1000) / (last.atMs - first.atMs),
    requestsPerSecond: (requests * 1000) / recentMs,
  };
}

/** Answers how busy the generator was over the last seconds; since its start where it does not tell. */
export function recentWork(
  looks: readonly Pick<LoadLook, 'atMs' | 'work'>[],
): Pick<GeneratorView, 'busyRatio' | 'cpuCores'> {
  const [first, last] = [looks[0], looks.at(-1)];
  if (first === undefined || last === undefined) return { busyRatio: 0, cpuCores: 0 };
  const lengthMs = last.atMs - first.atMs;
  if (lengthMs === 0) return { busyRatio: last.work.loopUtilisation, cpuCores: 0 };
  const before = threadsOf(first.work);
  const busy = threadsOf(last.work).map(({ busyMs }, place) => (busyMs ?? 0) - (before[place]?.busyMs ?? 0));
  const isTold = threadsOf(last.work).every(({ busyMs }) => busyMs !== undefined);
  return {
    // Waiting after the end, when nothing is counted any more, is no work.
    busyRatio: isTold ? Math.min(1, Math.max(0, ...busy) / lengthMs) : last.work.loopUtilisation,
    cpuCores: ((last.work.cpuSeconds - first.work.cpuSeconds) * 1000) / lengthMs,
  };
}

function threadsOf(work: ThreadWork): readonly ThreadWork[] {
  return work.workers ?? [work];
}

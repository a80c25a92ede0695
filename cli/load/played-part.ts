import type { EngineCounts } from './engine-counts.ts';
import type { ThreadWork } from './measure/generator-health.ts';
import type { Packed } from './measure/packed-form.ts';
import type { RolledThreshold } from './summary.ts';

/**
 * What an engine has played of its loads, in figures that add up: with the parts that other runs have played of the
 * same plan they are the whole. Plain JSON.
 */
export interface PlayedPart {
  readonly loads: readonly PlayedLoad[];
  /** What each thread has done. */
  readonly works: readonly Pick<ThreadWork, 'loopUtilisation' | 'cpuSeconds'>[];
  readonly lostSpans: number;
}

export interface PlayedLoad {
  readonly name: string;
  /** What each thread counted, in the order of their stripes. */
  readonly threads: readonly PlayedStripe[];
  /** How thresholds with windows came out in this part. */
  readonly rolled: readonly RolledThreshold[];
}

/** A thread's counts of one load. */
export type PlayedStripe = Pick<Packed<EngineCounts['loads'][number]>, 'delivery' | 'ledger' | 'progress'>;

/**
 * Answers what several threads have played together.
 * @param counts of each thread, in the order of their stripes
 * @param rolledOf answers how a load's thresholds with windows came out, where no thread judged them by itself
 */
export function playedPart(
  counts: readonly Packed<EngineCounts>[],
  rolledOf: (load: string) => readonly RolledThreshold[] | undefined = () => undefined,
): PlayedPart {
  const names = [...new Set(counts.flatMap(({ loads }) => loads.map(({ name }) => name)))];
  return {
    loads: names.map((name) => {
      const threads = counts.flatMap(({ loads }) => loads.filter((load) => load.name === name));
      return {
        name,
        threads: threads.map(({ delivery, ledger, progress }) => ({ delivery, ledger, progress })),
        rolled: rolledOf(name) ?? threads.flatMap(({ rolled }) => rolled),
      };
    }),
    works: counts.map(({ work: { loopUtilisation, cpuSeconds } }) => ({ loopUtilisation, cpuSeconds })),
    lostSpans: counts.reduce((sum, { lostSpans }) => sum + lostSpans, 0),
  };
}

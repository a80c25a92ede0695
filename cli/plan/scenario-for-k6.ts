import { UsageError } from '../core/errors.ts';
import { overloadOfK6 } from './k6-limits.ts';
import { FILE_KEYS, OptionError } from './option-error.ts';
import type { K6Program, RunPlan } from './run-plan.ts';
import type { Scenario } from './scenario-file.ts';
import { planWire } from './wire-plan.ts';

/**
 * Refuses what a scenario asks of its loads and k6 cannot do.
 * @param complaint answers what is said of a part of the file, with where it is written
 * @throws UsageError naming the part
 */
export function refuseBeyondK6(
  { loads, connections, journeys, data }: Scenario,
  complaint: (path: readonly PropertyKey[], what: string) => string,
): void {
  const { wire } = planWire({ connections, http2: false, insecure: false, environment: {} });
  const shared = { workers: 1, journeys, data: data.map(({ name }) => name), wire };
  for (const [place, { course, overload, written }] of loads.entries()) {
    const isPoisson = course.arrivals === 'poisson';
    try {
      overloadOfK6({ ...shared, isPoisson, overload, typed: written, names: FILE_KEYS });
    } catch (error) {
      if (!(error instanceof OptionError)) throw error;
      const [option] = error.option;
      const key = FILE_KEYS.nameOf(option);
      const isOfAll = ['journeys', 'data', 'connections'].includes(key);
      const { message, hint } = error;
      const said = complaint(isOfAll ? [key] : ['loads', place, key], message);
      throw new UsageError(said, hint === undefined ? {} : { hint });
    }
  }
}

/** Answers a plan whose loads k6 plays: what would be one too many is dropped. */
export function playedByK6(plan: RunPlan, engine: K6Program): RunPlan {
  const loads = plan.loads.map((load) =>
    load.userStages === undefined ? { ...load, overload: 'drop' as const } : load,
  );
  return { ...plan, engine, loads };
}

import { keyedRandom } from '../../target-shop/contract/keyed-random.ts';
import type { LoadPlan } from '../plan/run-plan.ts';
import { type Arrivals, arrivalsOf, type Change } from './arrivals.ts';

/**
 * Answers the arrivals of an open load, evenly spaced or at random moments as its plan says.
 * @param changes of the plan so far, in order
 */
export function plannedArrivals(
  load: Pick<LoadPlan, 'name' | 'stages' | 'arrivals'>,
  seed: number,
  changes: readonly Change[],
): Arrivals {
  const chance = (gap: number) => keyedRandom(seed, load.name, gap, 'arrives');
  const planned = arrivalsOf(load.stages, load.arrivals === 'poisson' ? chance : undefined);
  return changes.reduce((arrivals, change) => arrivals.rescaled(change), planned);
}

import { keyedRandom } from '../../target-shop/contract/keyed-random.ts';
import type { LoadPlan, MixEntry } from '../plan/run-plan.ts';
import { exactDraws } from './exact-draws.ts';

/** Which iteration of which load something is drawn for. */
export interface IterationKey {
  readonly seed: number;
  readonly load: string;
  /** From 0, in the order the arrivals are due. */
  readonly iteration: number;
}

/** Answers which journeys an iteration plays, the same again for the same iteration. */
export type Draws = (iteration: number) => readonly string[];

/** What a mix is drawn from: the same again gives the same draws, so that engines and machines agree without talking. */
export interface DrawOptions extends Pick<LoadPlan, 'mix' | 'mixMode'> {
  readonly seed: number;
  readonly load: string;
}

/**
 * Answers how a load's mix is drawn.
 * - independent: each journey by itself, in the mix's order, or within another; an iteration may play several, or none.
 *   80/60/30/10 % leave (1 − 0.8)(1 − 0.6)(1 − 0.3)(1 − 0.1) = 5.04 % of iterations without a journey
 * - weighted: one journey, drawn by its share of the sum: 80:60:30:10 is 44/33/17/6 %
 * - exact: one journey, in turns that keep every count within one of its share of the sum
 */
export function drawsOf({ mix, mixMode = 'independent', seed, load }: DrawOptions): Draws {
  switch (mixMode) {
    case 'independent':
      return (iteration) =>
        eachByItself(mix, (journey) => keyedRandom(seed, load, iteration, 'draws', journey));
    case 'weighted':
      return (iteration) => atShare(mix, keyedRandom(seed, load, iteration, 'draws one'));
    case 'exact':
      return exactDraws(mix);
    default:
      return mixMode satisfies never;
  }
}

/** Answers the journeys whose number 0..1 is below their probability; one within another only together with it. */
function eachByItself(mix: readonly MixEntry[], numberOf: (journey: string) => number): readonly string[] {
  const drawn: string[] = [];
  for (const { journey, probability, within } of mix) {
    const isPossible = within === undefined || drawn.includes(within);
    if (isPossible && numberOf(journey) < probability) drawn.push(journey);
  }
  return drawn;
}

/** Answers the journey at a point 0..1 of the mix's shares laid end to end. */
function atShare(mix: readonly MixEntry[], point: number): readonly string[] {
  let left = point * mix.reduce((sum, { probability }) => sum + probability, 0);
  const found = mix.find(({ probability }) => {
    left -= probability;
    return left < 0;
  });
  // Sums of shares are floating point: what lies beyond the last one is the last one's.
  const drawn = found ?? mix.at(-1);
  return drawn === undefined ? [] : [drawn.journey];
}

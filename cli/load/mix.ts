import { keyedRandom } from '../../target-shop/contract/keyed-random.ts';
import type { MixEntry } from '../plan/run-plan.ts';

/** Which iteration of which load a draw is for. */
export interface IterationKey {
  readonly seed: number;
  readonly load: string;
  /** From 0, in the order the arrivals are due. */
  readonly iteration: number;
}

/**
 * Answers which journeys an iteration plays, in the mix's order. Each is drawn independently of the others, and
 * the same again for the same key, so that engines and machines agree without talking.
 * @example // 80/60/30/10 % leave (1 − 0.8)(1 − 0.6)(1 − 0.3)(1 − 0.1) = 5.04 % of iterations without a journey
 */
export function drawJourneys(mix: readonly MixEntry[], { seed, load, iteration }: IterationKey): string[] {
  return mix
    .filter((entry) => keyedRandom(seed, load, iteration, 'draws', entry.journey) < entry.probability)
    .map((entry) => entry.journey);
}

import type { LoadPlan } from '../plan/run-plan.ts';

/** The part of a load that one of several threads plays: of n the k-th, from 0. */
export interface Stripe {
  readonly index: number;
  readonly count: number;
}

/** All of a load. */
export const WHOLE: Stripe = { index: 0, count: 1 };

/** Answers how many of `total` things, numbered from 0, belong to a stripe: those whose number mod count is its own. */
export function sizeOf({ index, count }: Stripe, total: number): number {
  return Math.max(0, Math.ceil((total - index) / count));
}

/** Answers the number in the whole of the place-th thing of a stripe. */
export function numberOf({ index, count }: Stripe, place: number): number {
  return index + place * count;
}

/**
 * Answers the part of a load each of several threads plays. Arrivals and users go round by their number; what may be
 * in flight at once is divided, with the remainder to the first. A load that may have fewer in flight than there are
 * threads is played by fewer of them.
 * @param threads ≥ 1
 */
export function stripesOf(
  load: LoadPlan,
  threads: number,
): readonly { readonly stripe: Stripe; readonly load: LoadPlan }[] {
  const count = Math.max(1, Math.min(threads, load.maxInFlight));
  return Array.from({ length: count }, (_, index) => {
    const stripe = { index, count };
    return { stripe, load: { ...load, maxInFlight: sizeOf(stripe, load.maxInFlight) } };
  });
}

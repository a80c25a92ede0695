/** A rate that was tried, and how it came out; or a rest at a low rate after which the target was well again. */
export interface Tried {
  readonly ratePerSecond: number;
  readonly outcome: 'held' | 'broken' | 'recovered';
}

/** What a search for the capacity does next. Rates are iterations a second. */
export type SearchStep =
  | { readonly kind: 'climb' | 'bisect' | 'confirm' | 'recover'; readonly ratePerSecond: number }
  /** The capacity lies between a rate that held again and again and one that did not. */
  | { readonly kind: 'found'; readonly heldPerSecond: number; readonly brokenPerSecond: number }
  /** Not even a small part of the first rate held. */
  | { readonly kind: 'never-held'; readonly brokenPerSecond: number };

export interface SearchOptions {
  readonly startPerSecond: number;
  /** How near the rate that broke must be to the one that held, relative to it: 0.05 is 5 %. */
  readonly precision: number;
  /** How often the rate that held must hold again, ≥ 1. */
  readonly repeats: number;
}

const GROWTH = 2;
/** A target that breaks at this part of the first rate holds none that is worth naming. */
const LEAST_SHARE = 1 / 64;

/**
 * Answers what comes after what was tried: doubles the rate until it breaks, lets the target recover after each
 * break, halves the stretch between the highest rate that held and the lowest that broke until it is short, and
 * has the one that held hold again. A rate that broke once counts as broken, whatever it did before.
 */
export function nextStep(
  tried: readonly Tried[],
  { startPerSecond, precision, repeats }: SearchOptions,
): SearchStep {
  const ratesOf = (outcome: Tried['outcome']) =>
    tried.filter((one) => one.outcome === outcome).map(({ ratePerSecond }) => ratePerSecond);
  const broken = Math.min(...ratesOf('broken'));
  const heldRates = ratesOf('held').filter((rate) => rate < broken);
  const held = Math.max(0, ...heldRates);
  if (tried.at(-1)?.outcome === 'broken' && broken > startPerSecond * LEAST_SHARE) {
    return { kind: 'recover', ratePerSecond: Math.min(held > 0 ? held : broken, broken) / 2 };
  }
  if (broken === Number.POSITIVE_INFINITY) {
    return { kind: 'climb', ratePerSecond: held > 0 ? held * GROWTH : startPerSecond };
  }
  if (held === 0) {
    return broken > startPerSecond * LEAST_SHARE
      ? { kind: 'climb', ratePerSecond: broken / GROWTH }
      : { kind: 'never-held', brokenPerSecond: broken };
  }
  if (broken - held > held * precision) return { kind: 'bisect', ratePerSecond: (held + broken) / 2 };
  const again = heldRates.filter((rate) => rate === held).length - 1;
  return again < repeats
    ? { kind: 'confirm', ratePerSecond: held }
    : { kind: 'found', heldPerSecond: held, brokenPerSecond: broken };
}

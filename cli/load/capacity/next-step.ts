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
/** The rate above the capacity must break so often, unless it had held before. */
const LEAST_BREAKS = 2;

/** What is known after some tries. */
export interface KnownRates {
  /** The highest rate that held below all that broke; 0 when none did. */
  readonly heldPerSecond: number;
  readonly timesHeld: number;
  /** The lowest rate that broke; infinite when none did. */
  readonly brokenPerSecond: number;
  /** Whether it broke more than once, or after it had held. */
  readonly isBreakSure: boolean;
}

/**
 * Answers what is known after some tries. What broke at first and holds later was cold, or had bad luck, and does not
 * count as broken; what held at first and breaks later does: a queue may need time to grow.
 */
export function knownRates(tried: readonly Tried[]): KnownRates {
  const breaks = tried.flatMap(({ outcome, ratePerSecond }, place) => {
    const holds = ({ outcome: other, ratePerSecond: rate }: Tried) =>
      other === 'held' && rate >= ratePerSecond;
    const hasHeld = tried.slice(0, place).some(holds);
    const isDisproved = !hasHeld && tried.slice(place + 1).some(holds);
    return outcome === 'broken' && !isDisproved ? [{ ratePerSecond, hasHeld }] : [];
  });
  const brokenPerSecond = Math.min(...breaks.map(({ ratePerSecond }) => ratePerSecond));
  const lowest = breaks.filter(({ ratePerSecond }) => ratePerSecond === brokenPerSecond);
  const heldRates = tried.flatMap(({ outcome, ratePerSecond }) =>
    outcome === 'held' && ratePerSecond < brokenPerSecond ? [ratePerSecond] : [],
  );
  const heldPerSecond = Math.max(0, ...heldRates);
  return {
    heldPerSecond,
    timesHeld: heldRates.filter((rate) => rate === heldPerSecond).length,
    brokenPerSecond,
    isBreakSure: lowest.length >= LEAST_BREAKS || lowest.some(({ hasHeld }) => hasHeld),
  };
}

/**
 * Answers what comes after what was tried: doubles the rate until it breaks, lets the target recover after each
 * break, halves the stretch between the highest rate that held and the lowest that broke until it is short, has the
 * one that broke break again (it may have been cold, or had bad luck), and the one that held hold again.
 */
export function nextStep(tried: readonly Tried[], options: SearchOptions): SearchStep {
  const known = knownRates(tried);
  const next = nextTry(known, options);
  if (tried.at(-1)?.outcome !== 'broken' || next.kind === 'found' || next.kind === 'never-held') return next;
  const { heldPerSecond: held, brokenPerSecond: broken } = known;
  return { kind: 'recover', ratePerSecond: (held > 0 ? held : broken) / 2 };
}

function nextTry(known: KnownRates, { startPerSecond, precision, repeats }: SearchOptions): SearchStep {
  const { heldPerSecond: held, brokenPerSecond: broken } = known;
  if (broken === Number.POSITIVE_INFINITY) {
    return { kind: 'climb', ratePerSecond: held > 0 ? held * GROWTH : startPerSecond };
  }
  if (held === 0) {
    return broken > startPerSecond * LEAST_SHARE
      ? { kind: 'climb', ratePerSecond: broken / GROWTH }
      : { kind: 'never-held', brokenPerSecond: broken };
  }
  if (broken - held > held * precision) return { kind: 'bisect', ratePerSecond: (held + broken) / 2 };
  // The break first: where it was none, the rate that held is not the one to confirm.
  if (!known.isBreakSure) return { kind: 'confirm', ratePerSecond: broken };
  if (known.timesHeld <= repeats) return { kind: 'confirm', ratePerSecond: held };
  return { kind: 'found', heldPerSecond: held, brokenPerSecond: broken };
}

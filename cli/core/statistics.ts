/** A closed interval that holds the true value with the confidence it was asked for. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Standard normal quantiles for the two-sided confidences in use (z such that P(|Z| ≤ z) = confidence). */
const Z: ReadonlyMap<number, number> = new Map([
  [0.9, 1.6448536],
  [0.95, 1.959964],
  [0.99, 2.5758293],
  [0.999, 3.2905267],
]);

/**
 * Answers which true shares are plausible after seeing some successes in some trials.
 * Wilson's score interval (E. B. Wilson, 1927): behaves at 0 and 1 and for few trials.
 * @param confidence 0.9, 0.95, 0.99 or 0.999
 * @returns bounds in 0..1; the whole range when there were no trials
 * @throws RangeError for another confidence, or successes outside 0..trials
 * @example wilsonInterval(0, 189, 0.95).high // 0.0199…: no error in 189 calls means below 2 %
 */
export function wilsonInterval(successes: number, trials: number, confidence: number): Interval {
  const z = Z.get(confidence);
  if (z === undefined) throw new RangeError(`no normal quantile for a confidence of ${confidence}`);
  if (!(successes >= 0 && successes <= trials))
    throw new RangeError(`${successes} successes in ${trials} trials`);
  if (trials === 0) return { low: 0, high: 1 };
  const share = successes / trials;
  const centre = share + (z * z) / (2 * trials);
  const spread = z * Math.sqrt((share * (1 - share)) / trials + (z * z) / (4 * trials * trials));
  const scale = 1 + (z * z) / trials;
  // At the ends the formula is exact but for rounding in the last digit.
  return {
    low: successes === 0 ? 0 : (centre - spread) / scale,
    high: successes === trials ? 1 : (centre + spread) / scale,
  };
}

/**
 * Answers which value a share `q` of the values do not exceed (nearest rank, no interpolation).
 * @param sorted ascending, not empty
 * @param q 0..1
 * @throws RangeError when there is no value
 */
export function quantile(sorted: ArrayLike<number>, q: number): number {
  const value = sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)];
  if (value === undefined) throw new RangeError('no values to take a quantile of');
  return value;
}

/**
 * Answers how many values a quantile needs before it may be shown: n ≥ 10 / (1 − q), so that ten lie beyond it.
 * @example samplesForQuantile(0.95) // 200
 */
export function samplesForQuantile(q: number): number {
  return Math.ceil(10 / (1 - q) - 1e-9);
}

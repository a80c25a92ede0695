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
 * Answers how likely it is that so many of all successes fall by chance on one of two groups, or more: Fisher's exact
 * test, one-sided. Small numbers are as good to it as large ones.
 * @param group successes and trials of the one that may have more
 * @param other of the other
 * @returns 0..1; 1 when the group has none
 * @example chanceOfAsMany({ successes: 2, trials: 30 }, { successes: 0, trials: 270 }) // 0.0097
 */
export function chanceOfAsMany(group: SuccessCount, other: SuccessCount): number {
  const successes = group.successes + other.successes;
  const least = Math.max(group.successes, successes - other.trials);
  const most = Math.min(successes, group.trials);
  // Each term from the one before it; the first alone may be too small to be written down.
  let [term, sum] = [1, 1];
  for (let k = least; k < most; k += 1) {
    term *= ((group.trials - k) * (successes - k)) / ((k + 1) * (other.trials - successes + k + 1));
    sum += term;
  }
  const logFirst =
    logChoose(group.trials, least) +
    logChoose(other.trials, successes - least) -
    logChoose(group.trials + other.trials, successes);
  return Math.min(1, Math.exp(logFirst + Math.log(sum)));
}

/** So many successes in so many trials. */
export interface SuccessCount {
  readonly successes: number;
  readonly trials: number;
}

/** The logarithm of the number of ways to choose k of n. */
function logChoose(n: number, k: number): number {
  let sum = 0;
  for (let i = 1; i <= Math.min(k, n - k); i += 1) sum += Math.log((n - Math.min(k, n - k) + i) / i);
  return sum;
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

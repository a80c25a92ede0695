/** Sums are kept for every so many arrivals; those between are added up again when they are asked for. */
const CHECKPOINT_EVERY = 16;

/**
 * Answers where the arrivals of a Poisson process lie on a line, given that there are so many: the gaps between
 * them are exponential, and scaled so that exactly this many lie on it. (n uniform points in order have the same
 * distribution as sums of n + 1 exponential gaps divided by the last sum: Devroye, Non-Uniform Random Variate
 * Generation, 1986, V.2.1.)
 * @param span length of the line, > 0
 * @param random answers 0 ≤ number < 1, always the same for the same gap
 * @returns for the k-th arrival, 0 ≤ k < count, its place: 0 ≤ place ≤ span, never falling with k
 */
export function poissonPositions(
  count: number,
  span: number,
  random: (gap: number) => number,
): (k: number) => number {
  const gapBefore = (k: number) => -Math.log(1 - random(k));
  const sums = new Float64Array(Math.ceil((count + 1) / CHECKPOINT_EVERY));
  let sum = 0;
  for (let k = 0; k <= count; k += 1) {
    sum += gapBefore(k);
    if (k % CHECKPOINT_EVERY === 0) sums[k / CHECKPOINT_EVERY] = sum;
  }
  const whole = sum;
  return (k) => {
    const checkpoint = Math.floor(k / CHECKPOINT_EVERY);
    let place = sums[checkpoint] ?? 0;
    for (let gap = checkpoint * CHECKPOINT_EVERY + 1; gap <= k; gap += 1) place += gapBefore(gap);
    return (place / whole) * span;
  };
}

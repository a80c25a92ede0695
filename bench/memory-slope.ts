/** How much memory was in use after so many iterations. */
export interface MemorySample {
  readonly iterations: number;
  readonly bytes: number;
}

/** Answers how many MiB a million iterations leave behind: the slope of the line of least squares. */
export function slopeMibPerMillion(samples: readonly MemorySample[]): number {
  const mean = (pick: (sample: MemorySample) => number) =>
    samples.reduce((sum, sample) => sum + pick(sample), 0) / samples.length;
  const meanIterations = mean(({ iterations }) => iterations);
  const meanBytes = mean(({ bytes }) => bytes);
  const covariance = mean(({ iterations, bytes }) => (iterations - meanIterations) * (bytes - meanBytes));
  const variance = mean(({ iterations }) => (iterations - meanIterations) ** 2);
  return (covariance / variance / 2 ** 20) * 1e6;
}

/** How much memory was in use after so many iterations. */
export interface MemorySample {
  readonly iterations: number;
  readonly bytes: number;
}

/** Answers how many MiB a million iterations leave behind. */
export function slopeMibPerMillion(samples: readonly MemorySample[]): number {
  const slope = leastSquares(samples.map(({ iterations, bytes }) => ({ x: iterations, y: bytes })));
  return (slope / 2 ** 20) * 1e6;
}

/** Answers the slope of the line of least squares. */
export function leastSquares(points: readonly { readonly x: number; readonly y: number }[]): number {
  const mean = (pick: (point: { readonly x: number; readonly y: number }) => number) =>
    points.reduce((sum, point) => sum + pick(point), 0) / points.length;
  const meanX = mean(({ x }) => x);
  const meanY = mean(({ y }) => y);
  const covariance = mean(({ x, y }) => (x - meanX) * (y - meanY));
  return covariance / mean(({ x }) => (x - meanX) ** 2);
}

/** A sample that has a value. */
export interface Point {
  readonly atMs: number;
  readonly value: number;
}

/** From, which is left out, to, which is not. */
export interface Window {
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * Answers by how much a counter grew in a window, extrapolated to its borders as Prometheus does
 * (`extrapolatedRate` in promql/functions.go; prometheus.io/docs/prometheus/latest/querying/functions/#rate): all the
 * way where samples come close to the border, else half the time between two samples, and never below zero.
 * @param perSecond by how much in each second of the window
 * @returns `undefined` for less than two samples
 */
export function extrapolatedIncrease(
  points: readonly Point[],
  { fromMs, toMs }: Window,
  perSecond = false,
): number | undefined {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined || points.length < 2) return undefined;
  const increase = last.value - first.value + resetsOf(points);
  const sampled = seconds(last.atMs - first.atMs);
  const between = sampled / (points.length - 1);
  const reachOf = (toBorder: number) => (toBorder >= between * 1.1 ? between / 2 : toBorder);
  const isRising = increase > 0 && first.value >= 0;
  const toZero = isRising ? sampled * (first.value / increase) : Infinity;
  const before = Math.min(reachOf(seconds(first.atMs - fromMs)), toZero);
  // In Prometheus' own order, so that both round to the same last bit.
  const factor = (sampled + before + reachOf(seconds(toMs - last.atMs))) / sampled;
  return increase * (perSecond ? factor / seconds(toMs - fromMs) : factor);
}

function seconds(milliseconds: number): number {
  return milliseconds / 1000;
}

/** What was counted before each fall: a counter that falls began anew at zero. */
function resetsOf(points: readonly Point[]): number {
  return lastBeforeFalls(points).reduce((sum, { value }) => sum + value, 0);
}

/** Answers how often a value fell. */
export function countResets(points: readonly Point[]): number {
  return lastBeforeFalls(points).length;
}

function lastBeforeFalls(points: readonly Point[]): readonly Point[] {
  return points.filter(({ value }, place) => (points[place + 1]?.value ?? value) < value);
}

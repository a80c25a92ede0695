/** Lengths between two marks of a time axis that people count in. */
const TIME_STEPS_MS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200].map((s) => s * 1000);

/**
 * Answers round values from 0 for an axis; the last one is the top of the axis, at or above the largest value.
 * @param most how many steps there may be, ≥ 2
 * @example valueTicks(2870, 4) // [0, 1000, 2000, 3000]
 */
export function valueTicks(largest: number, most: number): readonly number[] {
  if (!(largest > 0)) return [0, 1];
  const power = 10 ** Math.floor(Math.log10(largest / most));
  const step =
    [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((size) => size * most >= largest) ?? largest;
  const steps = Math.ceil(largest / step - 1e-9);
  return Array.from({ length: steps + 1 }, (_, index) => Number((index * step).toPrecision(12)));
}

/** Answers milliseconds since the start at which a time axis is marked, from 0, at most so many marks. */
export function timeTicks(durationMs: number, most: number): readonly number[] {
  const step = TIME_STEPS_MS.find((size) => durationMs / size <= most) ?? Math.ceil(durationMs / most);
  return Array.from({ length: Math.floor(durationMs / step) + 1 }, (_, index) => index * step);
}

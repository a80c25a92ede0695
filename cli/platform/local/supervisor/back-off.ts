const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/** A part that ran this long is taken as sound: its next end is its first again. */
export const STABLE_AFTER_MS = 30_000;

/**
 * Answers how long to wait before a part is started again: doubled for each end in a row.
 * @param ends ends in a row, 1 for the first
 * @returns milliseconds, 500 to 30,000
 */
export function backOffMs(ends: number): number {
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** (ends - 1));
}

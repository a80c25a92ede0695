/** Answers a share 0..1 as a person reads it, to so many digits. @example formatPercent(0.0312) // '3.12%' */
export function formatPercent(ratio: number, digits = 3): string {
  return `${Number((ratio * 100).toPrecision(digits))}%`;
}

import { closest, distance } from 'fastest-levenshtein';

/**
 * Answers which known name a mistyped one probably meant; `undefined` when none is near.
 * @example closestName('blakfriday', ['blackfriday', 'oom']) // 'blackfriday'
 */
export function closestName(typed: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const candidate = closest(typed.toLowerCase(), [...known]);
  return distance(typed.toLowerCase(), candidate) <= Math.max(2, candidate.length / 3)
    ? candidate
    : undefined;
}

/** Answers the hint for an unknown name: the name it probably meant, or all there are. */
export function didYouMean(typed: string, known: readonly string[]): string {
  const candidate = closestName(typed, known);
  return candidate === undefined ? `There are: ${known.join(', ')}.` : `Did you mean "${candidate}"?`;
}

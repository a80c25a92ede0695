import { formatCount } from '../core/format-count.ts';

/** Answers a count with its noun. @example counted(1, 'call') // '1 call' */
export function counted(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** Answers the names, comma-separated, or `none`; long lists are cut with the number left out. */
export function listed(names: readonly string[], limit = 8): string {
  if (names.length === 0) return 'none';
  const rest = names.length - limit;
  return rest > 0 ? `${names.slice(0, limit).join(', ')} and ${rest} more` : names.join(', ');
}

/** Answers what is in the first list and not in the second. */
export function missingFrom<Item>(expected: readonly Item[], seen: readonly Item[]): readonly Item[] {
  return expected.filter((item) => !seen.includes(item));
}

/** A part of the view that may be left out, or be shown shorter than it would like. */
export interface Section {
  /** What matters most is 0. */
  readonly rank: number;
  /** Lines below which it says nothing, ≥ 1. */
  readonly least: number;
  /** Lines it would like. */
  readonly most: number;
  /** Whether a blank line before it is welcome. */
  readonly isApart: boolean;
  /** @param rows from `least` to `most` @returns no more lines than that */
  lines(rows: number): readonly string[];
}

/**
 * Answers the sections, in their order, as lines that fit a height: first each what it needs, by rank; then blank
 * lines between them, if all have room; then more of those that would like more, by rank.
 */
export function fitSections(sections: readonly Section[], rows: number): readonly string[] {
  const byRank = sections.toSorted((a, b) => a.rank - b.rank);
  const given = new Map<Section, number>();
  let left = rows;
  for (const section of byRank) {
    if (section.least > left) continue;
    given.set(section, section.least);
    left -= section.least;
  }
  const apart = sections.filter((section) => section.isApart && given.has(section));
  const isAiry = given.size === sections.length && apart.length <= left;
  if (isAiry) left -= apart.length;
  for (const [section, least] of given) {
    const more = Math.min(left, section.most - least);
    given.set(section, least + more);
    left -= more;
  }
  return sections.flatMap((section) => {
    const size = given.get(section);
    if (size === undefined) return [];
    return [...(isAiry && section.isApart ? [''] : []), ...section.lines(size)];
  });
}

import { type Cell, type Column, cut, type Paint, printable, renderTable } from '../../report/text/table.ts';

const STEPS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

/**
 * Answers values as a row of bars, the highest of them full; a blank stands for what is not known.
 * @param values ≥ 0
 * @example sparkline([0, 1, undefined, 2]) // '▁▅ █'
 */
export function sparkline(values: readonly (number | undefined)[]): string {
  const highest = Math.max(0, ...values.map((value) => value ?? 0));
  return values
    .map((value) => {
      if (value === undefined) return ' ';
      return highest === 0 ? STEPS[0] : STEPS[Math.min(7, Math.floor((value / highest) * 8))];
    })
    .join('');
}

/** Answers a bar that is full to a share; more than all is all. @param ratio ≥ 0 */
export function bar(ratio: number, width: number): string {
  const full = Math.min(width, Math.round(ratio * width));
  return '━'.repeat(full) + '─'.repeat(width - full);
}

/** A part of a line. */
export interface Fact {
  readonly text: string;
  readonly paint?: Paint | undefined;
}

const BETWEEN = ' · ';

/** Answers facts as a line with a title: as many as there is room for, and the first of them cut rather than none. */
export function factLine(title: string, facts: readonly Fact[], width: number): string {
  let line = cut(title, width);
  let used = [...line].length;
  facts.forEach(({ text, paint = (plain) => plain }, place) => {
    const before = place === 0 ? '  ' : BETWEEN;
    const room = width - used - before.length;
    const plain = printable(text);
    const shown = place === 0 && room > 0 ? cut(plain, room) : plain;
    if ([...shown].length > room) {
      // What comes later matters less: nothing of it jumps the queue.
      used = width;
      return;
    }
    line += before + paint(shown);
    used += before.length + [...shown].length;
  });
  return line;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours are what it finds
const COLOURS = /\x1b\[[\d;]*m/g;

/** Answers how many characters a line shows, its colours left out. */
export function widthOf(line: string): number {
  return [...line.replaceAll(COLOURS, '')].length;
}

/** Answers a table, as {@link renderTable}; nothing where not even its narrowest form fits. */
export function fittingTable(
  columns: readonly Column[],
  rows: readonly (readonly (Cell | string)[])[],
  { width, paintTitle }: { readonly width: number; readonly paintTitle: Paint },
): readonly string[] {
  const lines = renderTable(columns, rows, { width, indent: 0, paintTitle });
  return lines.every((line) => widthOf(line) <= width) ? lines : [];
}

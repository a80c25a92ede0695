/** Changes how a text looks and never what it says: an ANSI colour, or nothing. */
export type Paint = (text: string) => string;

export interface Column {
  readonly title: string;
  /** Stands above the titles of this and the columns after it. */
  readonly group?: string;
  readonly align?: 'left' | 'right';
  /** Cut with an ellipsis before the table grows too wide. */
  readonly isFlexible?: boolean;
  /** Left out when the table is too wide all the same; the highest number goes first. */
  readonly dropOrder?: number;
}

export interface Cell {
  readonly text: string;
  readonly paint?: Paint;
}

export interface TableOptions {
  /** Columns of the terminal the table may use, its indent included. */
  readonly width: number;
  readonly indent?: number;
  readonly paintTitle?: Paint;
}

const GAP = '  ';
const NARROWEST_FLEXIBLE = 12;

/**
 * Answers a table as lines: columns aligned, two spaces between them, no line wider than asked for
 * as long as flexible and droppable columns allow it.
 * @param rows one cell a column; control characters in them are replaced, so no cell can steer the terminal
 */
export function renderTable(
  columns: readonly Column[],
  rows: readonly (readonly (Cell | string)[])[],
  { width, indent = 2, paintTitle = (text) => text }: TableOptions,
): readonly string[] {
  const cells = rows.map((row) => row.map((cell) => (typeof cell === 'string' ? { text: cell } : cell)));
  const titles = [columns.map(({ group = '' }) => group), columns.map(({ title }) => title)]
    .filter((row) => row.some((text) => text !== ''))
    .map((row) => row.map((text) => ({ text, paint: paintTitle })));
  const lines = [...titles, ...cells];
  const natural = columns.map((_, place) => Math.max(0, ...lines.map((line) => textWidth(line[place]))));
  const widths = fitWidths(columns, natural, width - indent);
  return lines.map((line) => {
    const shown = line.flatMap((cell, place) => {
      const columnWidth = widths[place];
      return columnWidth === undefined ? [] : [pad(cell, columnWidth, columns[place]?.align)];
    });
    return `${' '.repeat(indent)}${shown.join(GAP)}`.trimEnd();
  });
}

/** Answers text from outside made safe to print: escape sequences and line breaks become spaces. */
export function printable(text: string): string {
  return text.replaceAll(/\p{Cc}+/gu, ' ');
}

/** Answers a text cut to a width, the cut marked by an ellipsis. */
export function cut(text: string, width: number): string {
  const letters = [...text];
  return letters.length <= width ? text : `${letters.slice(0, Math.max(0, width - 1)).join('')}…`;
}

/** Answers a text as lines of at most a width, broken between words; a longer word keeps its line. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

/** Answers each column's width; `undefined` for those left out. */
function fitWidths(
  columns: readonly Column[],
  natural: readonly number[],
  available: number,
): readonly (number | undefined)[] {
  let widths: readonly (number | undefined)[] = natural;
  for (;;) {
    const excess = totalWidth(widths) - available;
    if (excess <= 0) return widths;
    const squeezed = squeeze(columns, widths, excess);
    if (totalWidth(squeezed) <= available) return squeezed;
    const dropped = nextToDrop(columns, widths);
    if (dropped === undefined) return squeezed;
    widths = widths.map((width, place) => (place === dropped ? undefined : width));
  }
}

function squeeze(
  columns: readonly Column[],
  widths: readonly (number | undefined)[],
  excess: number,
): readonly (number | undefined)[] {
  let left = excess;
  return widths.map((width, place) => {
    if (width === undefined || columns[place]?.isFlexible !== true) return width;
    const squeezed = Math.max(Math.min(width, NARROWEST_FLEXIBLE), width - left);
    left -= width - squeezed;
    return squeezed;
  });
}

function nextToDrop(columns: readonly Column[], widths: readonly (number | undefined)[]): number | undefined {
  const droppable = columns.flatMap(({ dropOrder }, place) =>
    dropOrder === undefined || widths[place] === undefined ? [] : [{ place, dropOrder }],
  );
  return droppable.toSorted((a, b) => b.dropOrder - a.dropOrder)[0]?.place;
}

function totalWidth(widths: readonly (number | undefined)[]): number {
  const shown = widths.filter((width) => width !== undefined);
  return shown.reduce((sum, width) => sum + width, 0) + GAP.length * Math.max(0, shown.length - 1);
}

function textWidth(cell: Cell | undefined): number {
  return [...printable(cell?.text ?? '')].length;
}

function pad({ text, paint = (plain) => plain }: Cell, width: number, align: Column['align']): string {
  const shown = cut(printable(text), width);
  const space = ' '.repeat(width - [...shown].length);
  return align === 'right' ? space + paint(shown) : paint(shown) + space;
}

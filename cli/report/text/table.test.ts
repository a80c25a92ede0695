import { describe, expect, it } from 'vitest';
import { cut, printable, renderTable, wrap } from './table.ts';

const COLUMNS = [
  { title: 'name', isFlexible: true },
  { title: 'n', align: 'right' as const },
  { title: 'aside', dropOrder: 1 },
];

describe('renderTable', () => {
  it('aligns columns, numbers to the right', () => {
    expect(
      renderTable(
        COLUMNS,
        [
          ['menu', '7', 'x'],
          ['purchase', '1,204', 'y'],
        ],
        { width: 80 },
      ),
    ).toEqual(['  name          n  aside', '  menu          7  x', '  purchase  1,204  y']);
  });

  it('cuts flexible columns, then drops columns, to stay within the width', () => {
    const rows = [['a name of quite some length', '7', 'aside text']];
    expect(renderTable(COLUMNS, rows, { width: 34 })[1]).toBe('  a name of quite …  7  aside text');
    expect(renderTable(COLUMNS, rows, { width: 20 })[1]).toBe('  a name of quit…  7');
  });

  it('measures cells by what is seen, not by their colour codes', () => {
    const red = (text: string) => `\u001b[31m${text}\u001b[39m`;
    const [, line] = renderTable(COLUMNS, [[{ text: 'menu', paint: red }, '7', 'x']], { width: 80 });
    expect(line).toBe('  \u001b[31mmenu\u001b[39m  7  x');
  });

  it('lets no cell steer the terminal', () => {
    expect(renderTable([{ title: '' }], [['a\u001b[2Jb\nc']], { width: 80 })).toEqual(['  a [2Jb c']);
  });
});

describe('text', () => {
  it('is cut with an ellipsis, wrapped between words and freed of control characters', () => {
    expect(cut('abcdef', 4)).toBe('abc…');
    expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
    expect(printable('a\r\n\tb')).toBe('a b');
  });
});

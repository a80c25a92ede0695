import { expect, it } from 'vitest';
import { InPlace } from './screen.ts';
import { TinyTerminal } from './test/tiny-terminal.ts';

function onTerminal(columns = 20, rows = 10) {
  const terminal = new TinyTerminal(columns, rows);
  terminal.write('$ shopctl load\n');
  const place = new InPlace(terminal);
  return { terminal, place };
}

it('shows lines in place of those before, by one write each time', () => {
  const { terminal, place } = onTerminal();
  place.draw(['one', 'two', 'three']);
  place.draw(['1', '2']);
  expect(terminal.text).toBe('$ shopctl load\n1\n2');
  place.draw(['eins', 'zwei', 'drei']);
  expect(terminal.text).toBe('$ shopctl load\neins\nzwei\ndrei');
  expect(terminal.writes).toHaveLength(4);
  expect([terminal.isCursorShown, terminal.isWrapping]).toEqual([false, true]);
  place.close();
});

it('lets text go above them, for good', () => {
  const { terminal, place } = onTerminal();
  place.print('before');
  place.draw(['one', 'two']);
  place.print('paused');
  expect(terminal.text).toBe('$ shopctl load\nbefore\npaused\none\ntwo');
  place.draw(['1']);
  place.close();
  place.print('after');
  expect(terminal.text).toBe('$ shopctl load\nbefore\npaused\nafter');
});

it('takes the lines away and gives the cursor back, once', () => {
  const { terminal, place } = onTerminal();
  const before = process.listenerCount('exit');
  place.close();
  place.draw(['one', 'two']);
  place.draw(['one', 'two']);
  expect(process.listenerCount('exit')).toBe(before + 1);
  place.close();
  place.close();
  expect(terminal.text).toBe('$ shopctl load');
  expect([terminal.isCursorShown, terminal.isWrapping]).toEqual([true, true]);
  expect(process.listenerCount('exit')).toBe(before);
  expect(terminal.writes).toHaveLength(4);
});

it('leaves nothing behind on a terminal that becomes narrower', () => {
  const { terminal, place } = onTerminal(20);
  place.draw(['a line of 17 chars', 'short', 'another of 18 char']);
  terminal.narrow(10);
  place.draw(['narrow', 'lines']);
  expect(terminal.text).toBe('$ shopctl\nload\nnarrow\nlines');
  place.close();
});

it('cuts what is wider than it was counted, and wraps nothing', () => {
  const { terminal, place } = onTerminal(10);
  place.draw(['漢字漢字漢字漢', 'two']);
  place.draw(['漢字漢字漢字漢', 'two']);
  expect(terminal.text).toBe('$ shopctl\nload\n漢_字_漢_字_漢_\ntwo');
  place.close();
});

it('takes 80 by 24 where the terminal does not tell', () => {
  expect(new InPlace({ columns: 0, rows: 0, write: () => undefined }).size).toEqual({
    columns: 80,
    rows: 24,
  });
  expect(onTerminal(33, 7).place.size).toEqual({ columns: 33, rows: 7 });
});

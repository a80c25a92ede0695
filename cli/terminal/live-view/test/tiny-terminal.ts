import type { Screen } from '../screen.ts';

/** As much of a terminal as the live view needs: what is on it, where its cursor is, and each write. */
export class TinyTerminal implements Screen {
  readonly rows: number;
  columns: number;
  readonly writes: string[] = [];
  isCursorShown = true;
  isWrapping = true;
  /** Scrolled out at the top, and what is on the screen. */
  lines: string[] = [''];
  #row = 0;
  #column = 0;

  constructor(columns: number, rows: number) {
    this.columns = columns;
    this.rows = rows;
  }

  /** What a person would see and could scroll to, blank lines at the end left out. */
  get text(): string {
    return this.lines
      .map((line) => line.trimEnd())
      .join('\n')
      .trimEnd();
  }

  write(text: string): void {
    this.writes.push(text);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: it is a terminal
    for (const [part] of text.matchAll(/\x1b\[\??[\d;]*[a-zA-Z]|[\s\S]/gu)) this.#take(part);
  }

  /** Makes it narrower, and breaks lines that do not fit as most terminals do; the cursor stays at the end. */
  narrow(columns: number): void {
    this.columns = columns;
    this.lines = this.lines.flatMap((line) => {
      const letters = [...line.trimEnd()];
      const count = Math.max(1, Math.ceil(letters.length / columns));
      return Array.from({ length: count }, (_, n) => letters.slice(n * columns, (n + 1) * columns).join(''));
    });
    this.#row = this.lines.length - 1;
    this.#column = 0;
  }

  #take(part: string): void {
    if (part === '\n') this.#newLine();
    else if (part === '\r') this.#column = 0;
    else if (part.startsWith('\x1b[')) this.#control(part.slice(2));
    else {
      this.#put(part);
      // Such letters take two cells.
      if (/\p{Script=Han}/u.test(part)) this.#put('_');
    }
  }

  #newLine(): void {
    this.#row += 1;
    this.#column = 0;
    this.lines[this.#row] ??= '';
  }

  #put(letter: string): void {
    if (this.#column >= this.columns) {
      if (!this.isWrapping) return;
      this.#newLine();
    }
    const letters = [...(this.lines[this.#row] ?? '').padEnd(this.#column)];
    letters[this.#column] = letter;
    this.lines[this.#row] = letters.join('');
    this.#column += 1;
  }

  #control(code: string): void {
    const [, up] = /^(\d+)A$/.exec(code) ?? [];
    const line = this.lines[this.#row] ?? '';
    if (up !== undefined) {
      const top = Math.max(0, this.lines.length - this.rows);
      this.#row = Math.max(top, this.#row - Number(up));
    } else if (code === 'K' || code === 'J') {
      this.lines[this.#row] = [...line].slice(0, this.#column).join('');
      if (code === 'J') this.lines.length = this.#row + 1;
    } else if (code === '?25l' || code === '?25h') this.isCursorShown = code === '?25h';
    else if (code === '?7l' || code === '?7h') this.isWrapping = code === '?7h';
  }
}

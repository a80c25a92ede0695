import { widthOf } from './marks.ts';

/** A terminal that is written to. */
export interface Screen {
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
  write(text: string): unknown;
}

const HIDE_CURSOR = '\x1b[?25l';
const SHOW_CURSOR = '\x1b[?25h';
/** Terminals that know it show a frame as a whole; others ignore it. */
const BEGIN_FRAME = '\x1b[?2026h';
const END_FRAME = '\x1b[?2026l';
/** Names may be of any script: what is wider than we count must be cut, not wrapped. */
const NO_WRAP = '\x1b[?7l';
const WRAP = '\x1b[?7h';
const CLEAR_TO_END_OF_LINE = '\x1b[K';
const CLEAR_BELOW = '\x1b[J';

/**
 * Lines at the bottom of a terminal that are written again and again in place, each time by one write, while other
 * text goes above them. The cursor is hidden meanwhile, and given back whatever ends the process.
 */
export class InPlace {
  readonly #screen: Screen;
  #lines: readonly string[] = [];
  #isOpen = false;
  readonly #giveBack = () => this.close();

  constructor(screen: Screen) {
    this.#screen = screen;
  }

  /** Of the terminal; 80 by 24 where it does not tell. */
  get size(): { readonly columns: number; readonly rows: number } {
    return { columns: this.#screen.columns || 80, rows: this.#screen.rows || 24 };
  }

  /** Shows lines in place of those that are there. @param lines none wider than the terminal */
  draw(lines: readonly string[]): void {
    this.#write('', lines);
  }

  /** Writes text above the lines, for good. */
  print(text: string): void {
    if (this.#isOpen) this.#write(`${text}\n`, this.#lines);
    else this.#screen.write(`${text}\n`);
  }

  /** Takes the lines away and gives the cursor back; safe to call twice. */
  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    process.off('exit', this.#giveBack);
    this.#screen.write(`${this.#toTop()}${CLEAR_BELOW}${WRAP}${SHOW_CURSOR}${END_FRAME}`);
    this.#lines = [];
  }

  #write(above: string, lines: readonly string[]): void {
    if (!this.#isOpen) process.once('exit', this.#giveBack);
    const begin = this.#isOpen ? BEGIN_FRAME : `${BEGIN_FRAME}${HIDE_CURSOR}`;
    this.#isOpen = true;
    const frame = lines.map((line) => `${line}${CLEAR_TO_END_OF_LINE}`).join('\n');
    const clean = above === '' ? '' : `${CLEAR_BELOW}${above}`;
    this.#screen.write(`${begin}${this.#toTop()}${clean}${NO_WRAP}${frame}${WRAP}${CLEAR_BELOW}${END_FRAME}`);
    this.#lines = lines;
  }

  /** Goes to where the lines begin: a terminal that became narrower has broken them into more. */
  #toTop(): string {
    const { columns } = this.size;
    const rows = this.#lines.reduce((sum, line) => sum + Math.max(1, Math.ceil(widthOf(line) / columns)), 0);
    return rows > 1 ? `\r\x1b[${rows - 1}A` : '\r';
  }
}

import { AnswerFormatError } from './answer-format-error.ts';

const LONGEST_LINE = 4096;
const LF = 10;
const SIZE = /^([0-9a-f]{1,8})[ \t]*(?:;.*)?$/i;

/** Takes a body apart that comes in chunks, extensions and trailers left out (RFC 9112 §7.1). */
export class ChunkedBody {
  #state: 'size' | 'data' | 'data-end' | 'trailers' | 'over' = 'size';
  /** Bytes of the chunk that are still to come. */
  #left = 0;
  #line = '';

  /** Whether the last chunk and the trailers have come. */
  get isOver(): boolean {
    return this.#state === 'over';
  }

  /**
   * Takes bytes, and passes on those of the body.
   * @returns how many bytes it took: all of them unless the body ended before
   * @throws AnswerFormatError when they are no chunks
   */
  take(bytes: Buffer, onPiece: (piece: Buffer) => void): number {
    let at = 0;
    while (at < bytes.length && !this.isOver) {
      if (this.#state !== 'data') {
        at = this.#takeLine(bytes, at);
        continue;
      }
      const to = Math.min(bytes.length, at + this.#left);
      onPiece(bytes.subarray(at, to));
      this.#left -= to - at;
      at = to;
      if (this.#left === 0) this.#state = 'data-end';
    }
    return at;
  }

  /** @returns where the next line begins */
  #takeLine(bytes: Buffer, from: number): number {
    const end = bytes.indexOf(LF, from);
    this.#line += bytes.toString('latin1', from, end < 0 ? bytes.length : end);
    if (this.#line.length > LONGEST_LINE) throw new AnswerFormatError('a line between chunks has no end');
    if (end < 0) return bytes.length;
    const line = this.#line.endsWith('\r') ? this.#line.slice(0, -1) : this.#line;
    this.#line = '';
    this.#endLine(line);
    return end + 1;
  }

  #endLine(line: string): void {
    if (this.#state === 'trailers') {
      if (line === '') this.#state = 'over';
      return;
    }
    if (this.#state === 'data-end') {
      if (line !== '')
        throw new AnswerFormatError(`a chunk is longer than its size: ${JSON.stringify(line)}`);
      this.#state = 'size';
      return;
    }
    const [, digits] = SIZE.exec(line) ?? [];
    if (digits === undefined) throw new AnswerFormatError(`no size of a chunk: ${JSON.stringify(line)}`);
    this.#left = Number.parseInt(digits, 16);
    this.#state = this.#left === 0 ? 'trailers' : 'data';
  }
}

import { AnswerFormatError } from './answer-format-error.ts';
import { type AnswerHead, answerHead } from './answer-head.ts';
import { ChunkedBody } from './chunked-body.ts';

/** An answer that was read to its end. */
export interface ReadAnswer {
  readonly status: number;
  readonly text: string;
  readonly head: AnswerHead;
  /** Whether the connection may carry another request. */
  readonly isKeptAlive: boolean;
}

const LONGEST_HEAD = 64 * 1024;
const HEAD_END = Buffer.from('\r\n\r\n');
const NOTHING = Buffer.alloc(0);
const STATUS_LINE = /^HTTP\/1\.([01]) (\d{3})(?: |$)/;
const DIGITS = /^\d+$/;

/** How the end of a body is told (RFC 9112 §6.3). */
type Body =
  | { readonly kind: 'sized'; left: number }
  | { readonly kind: 'chunked'; readonly chunks: ChunkedBody }
  | { readonly kind: 'until-close' };

/** Reads one answer after another from the bytes of a connection, however they are cut (RFC 9112). */
export class AnswerReader {
  #method = '';
  /** The head as far as it came, where it came in pieces. */
  #begun: Buffer = NOTHING;
  #status = 0;
  #head = answerHead('');
  #isKeptAlive = false;
  #body: Body | undefined;
  #pieces: Buffer[] = [];

  /** Gets ready for the answer to a request. */
  expect(method: string): void {
    this.#method = method;
    this.#begun = NOTHING;
    this.#body = undefined;
    this.#pieces = [];
  }

  /** Whether the head of the answer has come. */
  get hasHead(): boolean {
    return this.#body !== undefined;
  }

  /**
   * Takes bytes, which may be overwritten afterwards.
   * @returns the answer, once they complete it
   * @throws AnswerFormatError when they belong to no answer
   */
  take(bytes: Buffer): ReadAnswer | undefined {
    if (this.#body !== undefined) return this.#takeBody(this.#body, bytes);
    const all = this.#begun.length === 0 ? bytes : Buffer.concat([this.#begun, bytes]);
    const end = all.indexOf(HEAD_END);
    if (end < 0) {
      if (all.length > LONGEST_HEAD) throw new AnswerFormatError('the head of the answer has no end');
      this.#begun = Buffer.from(all);
      return undefined;
    }
    this.#begun = NOTHING;
    const rest = all.subarray(end + HEAD_END.length);
    const body = this.#readHead(all.toString('latin1', 0, end));
    // An interim answer (1xx) goes before the real one.
    if (body === undefined) return rest.length === 0 ? undefined : this.take(rest);
    this.#body = body;
    return this.#takeBody(body, rest);
  }

  /** Answers what the end of the connection makes of what has come: an answer, if it was to end so. */
  close(): ReadAnswer | undefined {
    return this.#body?.kind === 'until-close' ? this.#answer(NOTHING, 0) : undefined;
  }

  /** @returns how the body ends; `undefined` for an interim answer */
  #readHead(head: string): Body | undefined {
    const lineEnd = head.indexOf('\r\n');
    const line = lineEnd < 0 ? head : head.slice(0, lineEnd);
    const [, minor, digits] = STATUS_LINE.exec(line) ?? [];
    if (digits === undefined) throw new AnswerFormatError(`no HTTP/1.1 answer: ${excerpt(line)}`);
    this.#status = Number(digits);
    if (this.#status === 101) throw new AnswerFormatError('101: the server wants another protocol');
    if (this.#status < 200) return undefined;
    this.#head = answerHead(lineEnd < 0 ? '' : head.slice(lineEnd + 2));
    const connection = this.#head.connection.join().toLowerCase();
    this.#isKeptAlive = minor === '1' ? !connection.includes('close') : connection.includes('keep-alive');
    return this.#bodyOf();
  }

  #bodyOf(): Body {
    if (this.#method === 'HEAD' || this.#status === 204 || this.#status === 304) {
      return { kind: 'sized', left: 0 };
    }
    const codings = this.#head.transferEncoding;
    if (codings.length > 0) {
      const last = codings.join().split(',').at(-1)?.trim().toLowerCase();
      return last === 'chunked' ? { kind: 'chunked', chunks: new ChunkedBody() } : { kind: 'until-close' };
    }
    const [length, ...others] = this.#head.contentLength;
    if (length === undefined) return { kind: 'until-close' };
    if (!DIGITS.test(length) || others.some((other) => other !== length)) {
      throw new AnswerFormatError(`content-length: ${excerpt([length, ...others].join())}`);
    }
    return { kind: 'sized', left: Number(length) };
  }

  #takeBody(body: Body, bytes: Buffer): ReadAnswer | undefined {
    switch (body.kind) {
      case 'sized': {
        if (bytes.length >= body.left)
          return this.#answer(bytes.subarray(0, body.left), bytes.length - body.left);
        body.left -= bytes.length;
        this.#keep(bytes);
        return undefined;
      }
      case 'chunked': {
        const used = body.chunks.take(bytes, (piece) => this.#keep(piece));
        return body.chunks.isOver ? this.#answer(NOTHING, bytes.length - used) : undefined;
      }
      case 'until-close':
        this.#keep(bytes);
        return undefined;
      default:
        return body satisfies never;
    }
  }

  /** Most bodies come in one piece with their head, and need no copy. */
  #answer(last: Buffer, surplus: number): ReadAnswer {
    const text =
      this.#pieces.length === 0 ? last.toString() : Buffer.concat([...this.#pieces, last]).toString();
    const isToldToEnd = this.#body?.kind === 'until-close';
    // Bytes nobody asked for: whatever they are, the next answer would begin with them.
    const isKeptAlive = this.#isKeptAlive && surplus === 0 && !isToldToEnd;
    return { status: this.#status, text, head: this.#head, isKeptAlive };
  }

  #keep(bytes: Buffer): void {
    if (bytes.length > 0) this.#pieces.push(Buffer.from(bytes));
  }
}

function excerpt(text: string): string {
  return JSON.stringify(text.slice(0, 80));
}

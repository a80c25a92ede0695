import type { Socket } from 'node:net';
import type { Clock } from '../../core/clock.ts';
import type { StopSignal } from '../../core/stop-signal.ts';
import { type AnswerHead, headerValues } from './answer-head.ts';
import { AnswerReader, type ReadAnswer } from './answer-reader.ts';
import type { RequestText } from './request-text.ts';
import type { WireAnswer, WirePhases } from './transport.ts';
import { failureOf, timeoutFailure } from './wire-failure.ts';

/** What an exchange needs besides its connection. */
export interface Exchange {
  readonly method: string;
  readonly request: RequestText;
  readonly timeoutMs: number;
  readonly signal: StopSignal;
  readonly resolve: (answer: WireAnswer) => void;
  readonly reject: (reason: unknown) => void;
}

/** Where a connection belongs. */
export interface ConnectionOwner {
  /** It can carry another request. */
  onIdle(connection: HttpConnection): void;
  /** It is of no more use. */
  onGone(connection: HttpConnection): void;
}

/** Opens a socket that hands its bytes to `onBytes`, which has done with them when it returns. */
export type SocketOpener = (onBytes: (bytes: Buffer) => void) => Socket;

export interface ConnectionOptions {
  readonly open: SocketOpener;
  readonly clock: Clock;
  readonly owner: ConnectionOwner;
  /** The event by which the socket says that it can be written to. */
  readonly readyEvent: 'connect' | 'secureConnect';
}

/** How much earlier than the server says an idle connection is given up: a request must not meet its end. */
const IDLE_MARGIN_MS = 1000;
/** How long the connection took to open, for all requests after the first. */
const NOT_OPENED = {};
const CLOSED = Object.assign(new Error('the connection was closed before the answer was whole'), {
  code: 'ECONNRESET',
});

/** A connection that carries one request of HTTP/1.1 at a time; it opens with the first. */
export class HttpConnection {
  readonly #socket: Socket;
  readonly #clock: Clock;
  readonly #owner: ConnectionOwner;
  readonly #reader = new AnswerReader();
  #exchange: Exchange | undefined;
  #opening: Pick<WirePhases, 'connectMs' | 'tlsMs'> = NOT_OPENED;
  /** Of the first request: when its connection began to open. */
  #sentAtMs: number;
  #isUsed = false;
  #ttfbMs: number | undefined;
  #deadlineMs = 0;
  #timer: NodeJS.Timeout | undefined;
  #timerDueMs = 0;
  #idleUntilMs = Number.POSITIVE_INFINITY;
  #isGone = false;

  constructor({ open, clock, owner, readyEvent }: ConnectionOptions) {
    this.#clock = clock;
    this.#owner = owner;
    this.#sentAtMs = clock.now();
    const socket = open((bytes) => this.#read(bytes));
    this.#socket = socket;
    this.#timeOpening(readyEvent);
    socket.setNoDelay(true);
    socket.on('error', (error) => this.#fail(error));
    // The server says that it sends no more: that may be how the answer ends.
    socket.on('end', () => this.#endOfBytes());
    socket.on('close', () => this.#fail(CLOSED));
  }

  /** Whether the server still waits for a request on it, as far as it has said. */
  get isFresh(): boolean {
    return !this.#isGone && this.#clock.now() < this.#idleUntilMs;
  }

  /** Sends a request and settles it with its answer; the one before must have been settled. */
  send(exchange: Exchange): void {
    this.#exchange = exchange;
    if (this.#isUsed) this.#sentAtMs = this.#clock.now();
    this.#isUsed = true;
    this.#ttfbMs = undefined;
    this.#reader.expect(exchange.method);
    this.#setDeadline(exchange.timeoutMs);
    exchange.signal.addEventListener('abort', this.#interrupt);
    const { text, encoding } = exchange.request;
    this.#socket.write(text, encoding);
  }

  /** Ends it at once. */
  destroy(): void {
    this.#isGone = true;
    clearTimeout(this.#timer);
    this.#socket.destroy();
  }

  #timeOpening(readyEvent: ConnectionOptions['readyEvent']): void {
    const beganMs = this.#sentAtMs;
    this.#socket.once('connect', () => {
      const connectedMs = this.#clock.now();
      this.#opening = { connectMs: connectedMs - beganMs };
      if (readyEvent === 'connect') return;
      this.#socket.once(readyEvent, () => {
        this.#opening = { ...this.#opening, tlsMs: this.#clock.now() - connectedMs };
      });
    });
  }

  #read(bytes: Buffer): void {
    // Bytes without a request are no answer to the next one.
    if (this.#exchange === undefined) {
      this.#leave();
      return;
    }
    try {
      const answer = this.#reader.take(bytes);
      if (this.#reader.hasHead) this.#ttfbMs ??= this.#clock.now() - this.#sentAtMs;
      if (answer !== undefined) this.#answer(answer);
    } catch (error) {
      this.#fail(error as Error); // the reader throws AnswerFormatError only
    }
  }

  #endOfBytes(): void {
    const answer = this.#exchange === undefined ? undefined : this.#reader.close();
    if (answer === undefined) this.#fail(CLOSED);
    else this.#answer(answer);
  }

  #answer({ status, text, head, isKeptAlive }: ReadAnswer): void {
    const phases = this.#phases();
    const exchange = this.#release();
    if (isKeptAlive) this.#rest(head);
    else this.#leave();
    const header = (name: string) => headerValues(head.text, name)[0];
    exchange?.resolve({ kind: 'answered', status, text, header, cookies: head.setCookie, phases });
  }

  /** Waits for the next request, as long as the server says it will. */
  #rest({ keepAlive: [keepAlive = ''] }: AnswerHead): void {
    const [, seconds] = /timeout=(\d+)/i.exec(keepAlive) ?? [];
    this.#idleUntilMs =
      seconds === undefined
        ? Number.POSITIVE_INFINITY
        : this.#clock.now() + Number(seconds) * 1000 - IDLE_MARGIN_MS;
    this.#owner.onIdle(this);
  }

  #fail(error: Error): void {
    this.#leave();
    const phases = this.#phases();
    this.#release()?.resolve({ ...failureOf(error), phases });
  }

  readonly #interrupt = () => {
    this.#leave();
    const exchange = this.#release();
    exchange?.reject(exchange.signal.reason);
  };

  #leave(): void {
    if (this.#isGone) return;
    this.destroy();
    this.#owner.onGone(this);
  }

  #release(): Exchange | undefined {
    const exchange = this.#exchange;
    this.#exchange = undefined;
    this.#opening = NOT_OPENED;
    exchange?.signal.removeEventListener('abort', this.#interrupt);
    return exchange;
  }

  #phases(): WirePhases {
    if (this.#ttfbMs === undefined) return this.#opening;
    if (this.#opening === NOT_OPENED) return { ttfbMs: this.#ttfbMs };
    return { ...this.#opening, ttfbMs: this.#ttfbMs };
  }

  /** One timer for all requests of the connection, which looks again where the deadline has moved on. */
  #setDeadline(timeoutMs: number): void {
    this.#deadlineMs = this.#sentAtMs + timeoutMs;
    if (this.#timer !== undefined && this.#timerDueMs <= this.#deadlineMs) return;
    clearTimeout(this.#timer);
    this.#wake(timeoutMs);
  }

  #wake(afterMs: number): void {
    this.#timerDueMs = this.#clock.now() + afterMs;
    this.#timer = setTimeout(this.#lookAtDeadline, Math.ceil(afterMs));
  }

  readonly #lookAtDeadline = () => {
    this.#timer = undefined;
    if (this.#exchange === undefined) return;
    const leftMs = this.#deadlineMs - this.#clock.now();
    if (leftMs > 0) return this.#wake(leftMs);
    this.#leave();
    const phases = this.#phases();
    const exchange = this.#release();
    exchange?.resolve({ ...timeoutFailure(exchange.timeoutMs), phases });
  };
}

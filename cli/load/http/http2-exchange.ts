import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  constants,
  type IncomingHttpHeaders,
} from 'node:http2';
import type { Clock } from '../../core/clock.ts';
import type { StopSignal } from '../../core/stop-signal.ts';
import type { ExchangeWorld, Waiting } from './exchange-world.ts';
import type { ConnectionListener } from './timed-connector.ts';
import type { WirePhases, WireRequest } from './transport.ts';
import { failureOf, timeoutFailure, type WireFailure } from './wire-failure.ts';

/** One request over HTTP/2 on its way. Ends once: by an answer, a failure, the timeout or the signal. */
export class Http2Exchange {
  readonly #request: WireRequest;
  readonly #waiting: Waiting;
  readonly #signal: StopSignal;
  readonly #clock: Clock;
  readonly #sentAtMs: number;
  readonly #timer: NodeJS.Timeout;
  readonly #chunks: Buffer[] = [];
  #phases: WirePhases = {};
  #stream: ClientHttp2Stream | undefined;
  #tellEnd: () => void = () => undefined;
  #isOver = false;
  #status = 0;
  #headers: IncomingHttpHeaders = {};

  constructor(request: WireRequest, { signal, clock }: ExchangeWorld, waiting: Waiting) {
    this.#request = request;
    this.#waiting = waiting;
    this.#signal = signal;
    this.#clock = clock;
    this.#sentAtMs = clock.now();
    const { timeoutMs } = request;
    this.#timer = setTimeout(() => this.fail(timeoutFailure(timeoutMs)), timeoutMs);
    signal.addEventListener('abort', this.#interrupt);
  }

  readonly onConnected: ConnectionListener = (phases) => {
    this.#phases = phases;
  };

  /** Called once, when it is over, however it ended. */
  onEnd(listener: () => void): void {
    this.#tellEnd = listener;
  }

  /** Puts it on a connection, unless it is over by now. @param prefix goes before its path */
  sendOver(session: ClientHttp2Session, prefix: string): void {
    if (this.#isOver) return;
    const { method, path, headers, body } = this.#request;
    try {
      const stream = session.request(
        { ...headers, ':method': method, ':path': prefix + path },
        { endStream: body === undefined },
      );
      this.#stream = stream;
      this.#hear(stream);
      if (body !== undefined) stream.end(body);
    } catch (error) {
      // The connection ended between its opening and this request.
      this.fail(failureOf(error as Error));
    }
  }

  /** Ends it without an answer. */
  fail(failure: WireFailure): void {
    if (!this.#end()) return;
    this.#waiting.resolve({ ...failure, phases: this.#phases });
    this.#stream?.close(constants.NGHTTP2_CANCEL);
  }

  #hear(stream: ClientHttp2Stream): void {
    let error: NodeJS.ErrnoException | undefined;
    stream.on('response', (headers) => {
      this.#status = headers[':status'] ?? 0;
      this.#headers = headers;
      this.#phases = { ...this.#phases, ttfbMs: this.#clock.now() - this.#sentAtMs };
    });
    stream.on('data', (chunk: Buffer) => this.#chunks.push(chunk));
    stream.on('end', () => {
      // A connection that is lost ends its streams too, some of them without an error.
      if (stream.rstCode === constants.NGHTTP2_NO_ERROR && this.#status !== 0) this.#answer();
    });
    stream.on('error', (each) => {
      error = each;
    });
    // The last of all events; by then it has an answer, or there is none.
    stream.on('close', () => this.fail(failureOfStream(stream.rstCode, error)));
  }

  #answer(): void {
    if (!this.#end()) return;
    const text = Buffer.concat(this.#chunks).toString();
    const headers = this.#headers;
    this.#waiting.resolve({
      kind: 'answered',
      status: this.#status,
      text,
      header: (name) => [headers[name] ?? []].flat()[0],
      cookies: headers['set-cookie'] ?? [],
      phases: this.#phases,
    });
  }

  readonly #interrupt = () => {
    if (!this.#end()) return;
    this.#waiting.reject(this.#signal.reason);
    this.#stream?.close(constants.NGHTTP2_CANCEL);
  };

  /** Whether it ends only now. */
  #end(): boolean {
    if (this.#isOver) return false;
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#signal.removeEventListener('abort', this.#interrupt);
    this.#tellEnd();
    return true;
  }
}

function failureOfStream(rstCode: number | undefined, error: NodeJS.ErrnoException | undefined): WireFailure {
  if (rstCode === constants.NGHTTP2_REFUSED_STREAM) {
    const errorText = 'the server refused the stream before it did anything (REFUSED_STREAM)';
    return { kind: 'failed', errorKind: 'stream_refused', errorText };
  }
  const known = error === undefined ? undefined : failureOf(error);
  if (known !== undefined && known.errorKind !== 'other') return known;
  const errorText = known?.errorText ?? `the server ended the stream without an answer (code ${rstCode})`;
  return { kind: 'failed', errorKind: 'connection_reset', errorText };
}

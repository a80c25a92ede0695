import { type Dispatcher, Pool } from 'undici';
import type { Transport, WireAnswer } from './transport.ts';

type Failure = Extract<WireAnswer, { kind: 'failed' }>;

const ERROR_KINDS: Readonly<Record<string, Failure['errorKind']>> = {
  ECONNREFUSED: 'connection_refused',
  ECONNRESET: 'connection_reset',
  EPIPE: 'connection_reset',
  UND_ERR_SOCKET: 'connection_reset',
  ETIMEDOUT: 'timeout',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
};

/**
 * A transport over keep-alive connections, as many as there are requests at once: none waits for another, so
 * what a request waits for is the target.
 * @param targetUrl http or https; its path goes before every request's path
 */
export function undiciTransport(targetUrl: string): Transport {
  const { origin, pathname } = new URL(targetUrl);
  const prefix = pathname.replace(/\/$/, '');
  // HTTP/2 would put requests on one connection, and the first of them in a queue until it is open.
  const pool = new Pool(origin, { pipelining: 1, allowH2: false, headersTimeout: 0, bodyTimeout: 0 });
  return {
    send: ({ path, ...request }, signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason);
        const exchange = new Exchange(request.timeoutMs, signal, { resolve, reject });
        const { method, headers, body = null } = request;
        pool.dispatch(
          { method: method as Dispatcher.HttpMethod, path: prefix + path, headers, body },
          exchange,
        ); // journeys name no other methods
      }),
    close: () => pool.destroy(),
  };
}

/** Who waits for an answer. */
interface Waiting {
  resolve(answer: WireAnswer): void;
  reject(reason: unknown): void;
}

/**
 * One request on its way, at undici's lowest level: `request` would add a stream and an abort controller for each,
 * a third of the CPU it takes. Ends once: by an answer, a failure, the timeout or the signal.
 */
class Exchange implements Dispatcher.DispatchHandler {
  readonly #waiting: Waiting;
  readonly #signal: AbortSignal;
  readonly #timer: NodeJS.Timeout;
  #controller: Dispatcher.DispatchController | undefined;
  #isOver = false;
  #status = 0;
  #cookies: readonly string[] = [];
  readonly #chunks: Buffer[] = [];

  constructor(timeoutMs: number, signal: AbortSignal, waiting: Waiting) {
    this.#waiting = waiting;
    this.#signal = signal;
    // A timer of our own: undici's count in half seconds, and not from the start of the request.
    this.#timer = setTimeout(() => {
      this.#answer({ kind: 'failed', errorKind: 'timeout', errorText: `no answer within ${timeoutMs} ms` });
      this.#controller?.abort(new Error('timeout'));
    }, timeoutMs);
    signal.addEventListener('abort', this.#interrupt);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // It may be over before it had a connection.
    if (this.#isOver) controller.abort(new Error('over before it was sent'));
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): void {
    this.#status = status;
    this.#cookies = [headers['set-cookie'] ?? []].flat();
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    const text = Buffer.concat(this.#chunks).toString();
    this.#answer({ kind: 'answered', status: this.#status, text, cookies: this.#cookies });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#answer(failureOf(error));
  }

  readonly #interrupt = () => {
    if (!this.#end()) return;
    this.#waiting.reject(this.#signal.reason);
    this.#controller?.abort(new Error('interrupted'));
  };

  #answer(answer: WireAnswer): void {
    if (this.#end()) this.#waiting.resolve(answer);
  }

  /** Whether it ends only now. */
  #end(): boolean {
    if (this.#isOver) return false;
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#signal.removeEventListener('abort', this.#interrupt);
    return true;
  }
}

/** Several addresses of one name fail together, as an AggregateError with a code and no message. */
function failureOf(error: NodeJS.ErrnoException): Failure {
  return {
    kind: 'failed',
    errorKind: ERROR_KINDS[error.code ?? ''] ?? 'other',
    errorText: error.message === '' ? (error.code ?? 'no reason given') : error.message,
  };
}

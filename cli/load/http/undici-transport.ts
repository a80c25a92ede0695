import { type Dispatcher, Pool } from 'undici';
import type { Clock } from '../../core/clock.ts';
import type { StopSignal } from '../../core/stop-signal.ts';
import { connectorTo } from './connector-to.ts';
import type { ExchangeWorld, Waiting } from './exchange-world.ts';
import { authorizationHeader } from './proxy-authorization.ts';
import { shareConnections } from './share-connections.ts';
import type { ConnectionListener } from './timed-connector.ts';
import type { Transport, WireAnswer, WirePhases } from './transport.ts';
import { failureOf, timeoutFailure } from './wire-failure.ts';
import type { WireOptions } from './wire-options.ts';

/**
 * A transport over keep-alive connections, as many as there are requests at once: none waits for another, so
 * what a request waits for is the target. Who shares them is an option.
 * @param targetUrl http or https; its path goes before every request's path
 */
export function undiciTransport(targetUrl: string, clock: Clock, wire: WireOptions = {}): Transport {
  const target = new URL(targetUrl);
  const connector = connectorTo(target, clock, wire);
  const { origin, prefix, added } = wayTo(target, wire);
  return shareConnections(wire.connections, () => {
    const { connect } = connector;
    const pool = new Pool(origin, { connect, pipelining: 1, headersTimeout: 0, bodyTimeout: 0 });
    return {
      send: ({ path, ...request }, signal) =>
        new Promise((resolve, reject) => {
          if (signal.aborted) return reject(signal.reason);
          const exchange = new Exchange(request.timeoutMs, { signal, clock }, { resolve, reject });
          const { body = null } = request;
          const headers = added === undefined ? request.headers : { ...request.headers, ...added };
          const method = request.method as Dispatcher.HttpMethod; // journeys name no other methods
          connector.openedBy(exchange.onConnected, () =>
            pool.dispatch({ method, path: prefix + path, headers, body }, exchange),
          );
        }),
      close: () => pool.destroy(),
    };
  });
}

/** A plain request goes to the proxy, which is told the whole address; one with TLS goes through a tunnel. */
function wayTo(
  { origin, host, pathname, protocol }: URL,
  { proxy }: WireOptions,
): { readonly origin: string; readonly prefix: string; readonly added?: Readonly<Record<string, string>> } {
  const prefix = pathname.replace(/\/$/, '');
  if (proxy === undefined || protocol === 'https:') return { origin, prefix };
  const added = { host, ...authorizationHeader(proxy.authorization) };
  return { origin: new URL(proxy.url).origin, prefix: origin + prefix, added };
}

/**
 * One request on its way, at undici's lowest level: `request` would add a stream and an abort controller for each,
 * a third of the CPU it takes. Ends once: by an answer, a failure, the timeout or the signal.
 */
class Exchange implements Dispatcher.DispatchHandler {
  readonly #waiting: Waiting;
  readonly #signal: StopSignal;
  readonly #timer: NodeJS.Timeout;
  #controller: Dispatcher.DispatchController | undefined;
  #isOver = false;
  readonly #clock: Clock;
  readonly #sentAtMs: number;
  #phases: WirePhases = {};
  #socketError: Error | undefined;
  #leaveSocket: () => void = () => undefined;
  #status = 0;
  #headers: Readonly<Record<string, string | string[] | undefined>> = {};
  readonly #chunks: Buffer[] = [];

  constructor(timeoutMs: number, { signal, clock }: ExchangeWorld, waiting: Waiting) {
    this.#waiting = waiting;
    this.#signal = signal;
    this.#clock = clock;
    this.#sentAtMs = clock.now();
    // A timer of our own: undici's count in half seconds, and not from the start of the request.
    this.#timer = setTimeout(() => {
      this.#answer(timeoutFailure(timeoutMs));
      this.#controller?.abort(new Error('timeout'));
    }, timeoutMs);
    signal.addEventListener('abort', this.#interrupt);
  }

  readonly onConnected: ConnectionListener = (phases, socket) => {
    this.#phases = phases;
    // TLS 1.3 refuses a client's certificate after the handshake; undici tells only that the connection closed.
    const hear = (error: Error) => {
      this.#socketError = error;
    };
    socket.once('error', hear);
    this.#leaveSocket = () => socket.off('error', hear);
  };

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
    this.#phases = { ...this.#phases, ttfbMs: this.#clock.now() - this.#sentAtMs };
    this.#headers = headers;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    const text = Buffer.concat(this.#chunks).toString();
    const headers = this.#headers;
    const cookies = [headers['set-cookie'] ?? []].flat();
    const header = (name: string) => [headers[name]].flat()[0];
    this.#answer({ kind: 'answered', status: this.#status, text, header, cookies });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#answer(failureOf(this.#socketError ?? error));
  }

  readonly #interrupt = () => {
    if (!this.#end()) return;
    this.#waiting.reject(this.#signal.reason);
    this.#controller?.abort(new Error('interrupted'));
  };

  #answer(answer: WireAnswer): void {
    if (this.#end()) this.#waiting.resolve({ ...answer, phases: this.#phases });
  }

  /** Whether it ends only now. */
  #end(): boolean {
    if (this.#isOver) return false;
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#leaveSocket();
    this.#signal.removeEventListener('abort', this.#interrupt);
    return true;
  }
}

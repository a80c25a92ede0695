import { type ClientHttp2Session, connect } from 'node:http2';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Clock } from '../../core/clock.ts';
import type { StopSignal } from '../../core/stop-signal.ts';
import { connectorTo } from './connector-to.ts';
import { Http2Exchange } from './http2-exchange.ts';
import { shareConnections } from './share-connections.ts';
import type { ConnectionListener } from './timed-connector.ts';
import type { Transport, WireAnswer, WireRequest } from './transport.ts';
import { failureOf } from './wire-failure.ts';
import type { WireOptions } from './wire-options.ts';

/** How many streams a server is taken to allow at once until it has said so (RFC 9113 §6.5.2: no fewer than 100). */
const FIRST_MOST_STREAMS = 100;

/** A connection, open or about to be, and how many requests are on it. */
interface Line {
  readonly session: Promise<ClientHttp2Session>;
  streams: number;
  /** Whether requests may still be put on it. */
  isUsable: boolean;
}

/**
 * A transport over HTTP/2: requests share a connection, as many at once as the server lets them; then another is
 * opened. Who shares them is an option.
 * @param targetUrl https; its path goes before every request's path
 */
export function http2Transport(targetUrl: string, clock: Clock, wire: WireOptions = {}): Transport {
  const target = new URL(targetUrl);
  const connector = connectorTo(target, clock, { ...wire, http2: true });
  const open = (listener: ConnectionListener) =>
    new Promise<ClientHttp2Session>((resolve, reject) => {
      const { host, protocol, port } = target;
      // IPv6 addresses stand in brackets in a URL, and without them in a socket's options.
      const hostname = target.hostname.replace(/^\[|\]$/g, '');
      connector.openedBy(listener, () =>
        connector.connect({ hostname, host, protocol, port }, (error, socket) => {
          if (error !== null) return reject(error);
          sessionOver(socket, target).then(resolve, reject);
        }),
      );
    });
  return shareConnections(wire.connections, () => new Lines(target, clock, open));
}

async function sessionOver(socket: Socket, target: URL): Promise<ClientHttp2Session> {
  if ((socket as TLSSocket).alpnProtocol !== 'h2') {
    socket.destroy();
    throw Object.assign(new Error(`${target.host} speaks only HTTP/1.1`), { code: 'SHOPCTL_NO_HTTP2' });
  }
  const session = connect(target.origin, { createConnection: () => socket });
  // Its streams tell; without a listener it would end the thread.
  session.on('error', () => undefined);
  return session;
}

/** The connections that some requests share. */
class Lines implements Transport {
  readonly #prefix: string;
  readonly #clock: Clock;
  readonly #open: (listener: ConnectionListener) => Promise<ClientHttp2Session>;
  readonly #lines = new Set<Line>();
  #mostStreams = FIRST_MOST_STREAMS;

  constructor(
    target: URL,
    clock: Clock,
    open: (listener: ConnectionListener) => Promise<ClientHttp2Session>,
  ) {
    this.#prefix = target.pathname.replace(/\/$/, '');
    this.#clock = clock;
    this.#open = open;
  }

  send(request: WireRequest, signal: StopSignal): Promise<WireAnswer> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const exchange = new Http2Exchange(request, { signal, clock: this.#clock }, { resolve, reject });
      const line = this.#lineFor(exchange.onConnected);
      line.streams += 1;
      exchange.onEnd(() => {
        line.streams -= 1;
      });
      line.session.then(
        (session) => exchange.sendOver(session, this.#prefix),
        (error: Error) => exchange.fail(failureOf(error)),
      );
    });
  }

  async close(): Promise<void> {
    for (const { session } of this.#lines) {
      // One that is still opening is not waited for.
      session.then(
        (open) => open.destroy(),
        () => undefined,
      );
    }
    this.#lines.clear();
  }

  #lineFor(listener: ConnectionListener): Line {
    for (const line of this.#lines) if (line.isUsable && line.streams < this.#mostStreams) return line;
    const session = this.#open(listener);
    const line: Line = { session, streams: 0, isUsable: true };
    const drop = () => {
      line.isUsable = false;
      this.#lines.delete(line);
    };
    this.#lines.add(line);
    session.then((open) => {
      open.on('remoteSettings', ({ maxConcurrentStreams = Number.POSITIVE_INFINITY }) => {
        this.#mostStreams = maxConcurrentStreams;
      });
      // What is on it may end; further requests need another.
      open.once('goaway', drop).once('close', drop);
    }, drop);
    return line;
  }
}

import { connect as connectTcp, isIP } from 'node:net';
import type { Clock } from '../../core/clock.ts';
import { type ConnectionOptions, HttpConnection } from './http-connection.ts';
import { authorizationHeader } from './proxy-authorization.ts';
import { type Addressee, requestText } from './request-text.ts';
import { secureContextOf } from './secure-context.ts';
import { shareConnections } from './share-connections.ts';
import type { Transport } from './transport.ts';
import { failureOf } from './wire-failure.ts';
import type { WireOptions } from './wire-options.ts';

/** Bytes are read into one buffer for all connections of a thread: each reading is over before the next begins. */
const READ_BUFFER_BYTES = 64 * 1024;

/**
 * A transport over keep-alive connections of HTTP/1.1, as many as there are requests at once: none waits for another,
 * so what a request waits for is the target. Straight on sockets: a general client takes most of a load engine's CPU.
 * Who shares connections is an option. A proxy is told the whole address; it can be none for https.
 * @param targetUrl http or https; its path goes before every request's path
 */
export function socketTransport(targetUrl: string, clock: Clock, wire: WireOptions = {}): Transport {
  const target = partsOf(targetUrl, wire);
  const opener = openerOf(target, wire);
  return shareConnections(wire.connections, () => keepAliveTransport(target, opener, clock));
}

function keepAliveTransport(
  target: TargetParts,
  opener: Pick<ConnectionOptions, 'open' | 'readyEvent'>,
  clock: Clock,
): Transport {
  const idle: HttpConnection[] = [];
  const all = new Set<HttpConnection>();
  const owner = {
    onIdle: (connection: HttpConnection) => void idle.push(connection),
    onGone(connection: HttpConnection) {
      all.delete(connection);
      const at = idle.indexOf(connection);
      if (at >= 0) idle.splice(at, 1);
    },
  };
  const open = () => {
    const connection = new HttpConnection({ ...opener, clock, owner });
    all.add(connection);
    return connection;
  };
  /** The one used last: the others may close when fewer are needed. */
  const take = () => {
    for (let connection = idle.pop(); connection !== undefined; connection = idle.pop()) {
      if (connection.isFresh) return connection;
      all.delete(connection);
      connection.destroy();
    }
    return open();
  };
  return {
    send: (request, signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason);
        try {
          const { method, timeoutMs } = request;
          take().send({ method, request: requestText(request, target), timeoutMs, signal, resolve, reject });
        } catch (error) {
          resolve(failureOf(error as Error)); // a request that cannot be written down
        }
      }),
    async close() {
      for (const connection of all) connection.destroy();
      all.clear();
      idle.length = 0;
    },
  };
}

interface TargetParts extends Addressee {
  readonly isTls: boolean;
  readonly hostname: string;
  readonly port: number;
}

function partsOf(targetUrl: string, { proxy }: WireOptions): TargetParts {
  const { origin, host, pathname } = new URL(targetUrl);
  const { protocol, hostname, port } = new URL(proxy?.url ?? targetUrl);
  const isTls = protocol === 'https:';
  const prefix = pathname.replace(/\/$/, '');
  return {
    isTls,
    hostname: hostname.replace(/^\[|\]$/g, ''), // an IPv6 address
    port: Number(port) || (isTls ? 443 : 80),
    host,
    pathname: proxy === undefined ? prefix : origin + prefix, // without a slash at its end
    ...(proxy === undefined ? {} : { addedHeaders: authorizationHeader(proxy.authorization) }),
  };
}

function openerOf(
  { isTls, hostname, port }: TargetParts,
  { tls = {} }: WireOptions,
): Pick<ConnectionOptions, 'open' | 'readyEvent'> {
  const buffer = sharedBuffer();
  const onread = (onBytes: (bytes: Buffer) => void) => ({
    buffer,
    callback(length: number) {
      onBytes(buffer.subarray(0, length));
      return true;
    },
  });
  if (!isTls) {
    return {
      open: (onBytes) => connectTcp({ host: hostname, port, onread: onread(onBytes) }),
      readyEvent: 'connect',
    };
  }
  // Loaded here: it takes 5 MB of every thread.
  const { connect: connectTls } = process.getBuiltinModule('node:tls');
  // An address is no name to ask for (RFC 6066 §3).
  const servername = isIP(hostname) === 0 ? hostname : '';
  const secure = { ...secureContextOf(tls), ALPNProtocols: ['http/1.1'] };
  return {
    open: (onBytes) => {
      const socket = connectTls({ host: hostname, port, servername, ...secure });
      socket.on('data', onBytes);
      return socket;
    },
    readyEvent: 'secureConnect',
  };
}

let shared: Buffer | undefined;
function sharedBuffer(): Buffer {
  shared ??= Buffer.allocUnsafeSlow(READ_BUFFER_BYTES);
  return shared;
}

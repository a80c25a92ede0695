import { connect as connectTcp, isIP } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Clock } from '../../core/clock.ts';
import { HttpConnection, type SocketOpener } from './http-connection.ts';
import { requestText } from './request-text.ts';
import type { Transport } from './transport.ts';
import { failureOf } from './wire-failure.ts';

/** Bytes are read into one buffer for all connections of a thread: each reading is over before the next begins. */
const READ_BUFFER_BYTES = 64 * 1024;

/**
 * A transport over keep-alive connections of HTTP/1.1, as many as there are requests at once: none waits for another,
 * so what a request waits for is the target. Straight on sockets: a general client takes most of a load engine's CPU.
 * @param targetUrl http or https; its path goes before every request's path
 */
export function socketTransport(targetUrl: string, clock: Clock): Transport {
  const { host, pathname, ...url } = partsOf(targetUrl);
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
    const connection = new HttpConnection({ ...openerOf(url), clock, owner });
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
    send: ({ timeoutMs, ...request }, signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason);
        try {
          const { method, path } = request;
          const text = requestText({ ...request, path: pathname + path }, host);
          take().send({ method, request: text, timeoutMs, signal, resolve, reject });
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

interface TargetParts {
  readonly isTls: boolean;
  readonly hostname: string;
  readonly port: number;
  /** As the header of that name says it. */
  readonly host: string;
  /** Without a slash at its end. */
  readonly pathname: string;
}

function partsOf(targetUrl: string): TargetParts {
  const { protocol, hostname, port, host, pathname } = new URL(targetUrl);
  const isTls = protocol === 'https:';
  return {
    isTls,
    hostname: hostname.replace(/^\[|\]$/g, ''), // an IPv6 address
    port: Number(port) || (isTls ? 443 : 80),
    host,
    pathname: pathname.replace(/\/$/, ''),
  };
}

function openerOf({ isTls, hostname, port }: Pick<TargetParts, 'isTls' | 'hostname' | 'port'>): {
  readonly open: SocketOpener;
  readonly readyEvent: 'connect' | 'secureConnect';
} {
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
  // An address is no name to ask for (RFC 6066 §3).
  const servername = isIP(hostname) === 0 ? hostname : '';
  return {
    open: (onBytes) => {
      const socket = connectTls({ host: hostname, port, servername, ALPNProtocols: ['http/1.1'] });
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

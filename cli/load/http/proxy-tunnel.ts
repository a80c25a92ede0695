import { request as plainRequest } from 'node:http';
import { request as secureRequest } from 'node:https';
import type { Socket } from 'node:net';
import { authorizationHeader } from './proxy-authorization.ts';
import { secureContextOf } from './secure-context.ts';
import type { ProxyOptions, TlsOptions } from './wire-options.ts';

/** Opens a connection to a place through a proxy. */
export type Tunnel = (target: { readonly hostname: string; readonly port: string }) => Promise<Socket>;

/** A proxy that cannot be reached, or does not let us through. */
export class ProxyError extends Error {
  readonly code = 'SHOPCTL_PROXY';
}

const TUNNEL_WITHIN_MS = 10_000;

/** Answers how to connect through a proxy with CONNECT (RFC 9110 §9.3.6). */
export function proxyTunnel({ url, authorization }: ProxyOptions, tls: TlsOptions): Tunnel {
  const proxy = new URL(url);
  return ({ hostname, port }) =>
    new Promise((resolve, reject) => {
      const name = hostname.includes(':') ? `[${hostname}]` : hostname;
      const authority = `${name}:${port === '' ? 443 : port}`;
      const fail = (why: string, cause?: Error) =>
        reject(new ProxyError(`no way to ${authority} through the proxy ${proxy.host}: ${why}`, { cause }));
      const options = {
        host: proxy.hostname,
        port: proxy.port,
        method: 'CONNECT',
        path: authority,
        headers: { host: authority, ...authorizationHeader(authorization) },
        timeout: TUNNEL_WITHIN_MS,
      };
      const request =
        proxy.protocol === 'https:'
          ? secureRequest({ ...options, ...secureContextOf(tls) })
          : plainRequest(options);
      request.once('connect', ({ statusCode = 0, statusMessage = '' }, socket: Socket) => {
        if (statusCode >= 200 && statusCode < 300) return resolve(socket);
        socket.destroy();
        fail(`it answered ${statusCode} ${statusMessage}`.trimEnd());
      });
      // It answers CONNECT as any other request when it knows no tunnels.
      request.once('response', ({ statusCode = 0 }) => {
        request.destroy();
        fail(`it answered ${statusCode}`);
      });
      request.once('timeout', () => request.destroy(new Error(`no answer within ${TUNNEL_WITHIN_MS} ms`)));
      request.once('error', (error: NodeJS.ErrnoException) =>
        fail(error.message || (error.code ?? ''), error),
      );
      request.end();
    });
}

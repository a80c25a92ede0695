import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Server, Socket } from 'node:net';
import type { TlsOptions as ServerTlsOptions, TLSSocket } from 'node:tls';
import { systemClock } from '../../core/clock.ts';
import { createTransport } from '../http/create-transport.ts';
import type { Transport, WireAnswer, WireRequest } from '../http/transport.ts';
import type { WireOptions } from '../http/wire-options.ts';
import { Authority } from './certificates.ts';

type Http2Listener = (request: Http2ServerRequest, response: Http2ServerResponse) => void;

/** What a server saw of those who connected. */
export interface Seen {
  connections: number;
  /** Host names that TLS clients asked for. */
  readonly names: (string | false | null)[];
  /** What was agreed on by ALPN. */
  readonly protocols: unknown[];
}

export interface LoopbackServer {
  readonly url: string;
  readonly seen: Seen;
  /** Ends all its connections without a word. */
  cut(): void;
}

/** Answers `{"fine":true}` to everything. */
const fine = (_request: unknown, response: { end(text: string): unknown }) =>
  void response.end('{"fine":true}');

/** Real servers on free loopback ports, certificates for them, and transports to them. */
export class Loopback {
  readonly authority = new Authority();
  readonly identity = this.authority.issue('DNS:localhost,IP:127.0.0.1');
  /** TLS options of who trusts them. */
  readonly trusting = { ca: this.authority.cert };
  readonly #ends: (() => unknown)[] = [];

  plain(answer: RequestListener = fine): Promise<LoopbackServer> {
    return this.listen(createServer(answer), 'http');
  }

  secure(options: ServerTlsOptions = this.identity): Promise<LoopbackServer> {
    return this.listen(createTlsServer(options, fine), 'https');
  }

  http2(answer: Http2Listener = fine, settings: Parameters<typeof createSecureServer>[0] = {}) {
    return this.listen(createSecureServer({ ...this.identity, ...settings }, answer), 'https');
  }

  async listen(server: Server, scheme: 'http' | 'https'): Promise<LoopbackServer> {
    const seen: Seen = { connections: 0, names: [], protocols: [] };
    const sockets = new Set<Socket>();
    server.on('connection', (socket: Socket) => {
      seen.connections += 1;
      sockets.add(socket.on('error', () => undefined));
    });
    server.on('secureConnection', ({ servername, alpnProtocol }: TLSSocket) => {
      seen.names.push(servername);
      seen.protocols.push(alpnProtocol);
    });
    server.listen(0);
    await once(server, 'listening');
    const cut = () => {
      for (const socket of sockets) socket.destroy();
    };
    this.#ends.push(() => {
      cut();
      return new Promise((resolve) => server.close(resolve));
    });
    return { seen, cut, url: `${scheme}://localhost:${(server.address() as AddressInfo).port}` };
  }

  /** A server that wants certificates and says why it refuses one, where Node's would only hang up. */
  async demanding(): Promise<string> {
    const { key, cert } = this.identity;
    const file = (name: string, text: string) => this.authority.write(name, text);
    const files = ['-key', file('demanding.key', key), '-cert', file('demanding.pem', cert)];
    const demand = [
      '-CAfile',
      file('trusted.pem', this.authority.cert),
      '-Verify',
      '1',
      '-verify_return_error',
    ];
    const words = ['s_server', ...files, ...demand, '-www', '-accept', '127.0.0.1:0'];
    const child = spawn('openssl', words, { stdio: ['ignore', 'pipe', 'ignore'] });
    this.#ends.push(() => void child.kill());
    return `https://127.0.0.1:${await portSaid(child)}`;
  }

  async transportTo(url: string, wire: WireOptions = {}): Promise<Transport> {
    const transport = await createTransport(url, systemClock, wire);
    this.#ends.push(() => transport.close());
    return transport;
  }

  /** Ends what was started, the last first. */
  async end(): Promise<void> {
    for (const end of this.#ends.splice(0).reverse()) await end();
  }
}

export const never = new AbortController().signal;

export const get = (changes: Partial<WireRequest> = {}): WireRequest => ({
  ...{ method: 'GET', path: '/menu', headers: {}, timeoutMs: 5000 },
  ...changes,
});

/** Sends a request that must fail, and answers how. */
export async function failureOver(
  transport: Transport | Promise<Transport>,
): Promise<Extract<WireAnswer, { kind: 'failed' }>> {
  const answer = await (await transport).send(get(), never);
  if (answer.kind === 'failed') return answer;
  throw new Error(`answered ${answer.status}`);
}

function portSaid(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stdout?.on('data', (chunk) => {
      said += String(chunk);
      const [, port] = /ACCEPT [^\s]*:(\d+)/.exec(said) ?? [];
      if (port !== undefined) resolve(port);
    });
    child.once('exit', () => reject(new Error(`openssl s_server ended: ${said}`)));
  });
}

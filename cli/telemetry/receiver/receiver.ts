import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { EnvironmentError } from '../../core/errors.ts';
import { createTelemetryStore } from '../store/telemetry-store.ts';
import { type AdminAnswer, isAuthorised, recordedFile, rotate } from './admin-routes.ts';
import { createExportRoute, DEFAULT_LIMITS, type ReceiverLimits } from './export-route.ts';
import { createInsertQueue } from './insert-queue.ts';
import type { Signal } from './otlp-format.ts';

export interface ReceiverOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Where telemetry goes until it is rotated. */
  readonly file: string;
  /** Opens `/admin`; without it nobody gets in there. */
  readonly token?: string;
  readonly limits?: ReceiverLimits;
}

/** A running OTLP/HTTP receiver. */
export interface Receiver {
  /** Base URL for exporters, without a path. */
  readonly url: string;
  /** Answers requests in hand, stores everything and closes the file. Safe to call twice. */
  close(): Promise<void>;
}

/** Senders keep connections open between exports; ours must not close first and cost them a request. */
const KEEP_ALIVE_MS = 65_000;
/** How long senders have to finish a request once the receiver closes. */
const CLOSING_MS = 3000;

/**
 * Starts a receiver of OTLP over HTTP: `POST /v1/traces`, `/v1/metrics`, `/v1/logs`; `GET /health`; with the token,
 * `POST /admin/rotate`, `POST /admin/settle`, and `GET` and `DELETE /admin/files/<name>`.
 * @throws UsageError when the file is something else, EnvironmentError when it or the port cannot be used
 */
export async function startReceiver(options: ReceiverOptions): Promise<Receiver> {
  const queue = createInsertQueue(createTelemetryStore(options.file));
  const exports = createExportRoute(queue, options.limits ?? DEFAULT_LIMITS);
  const answers: Readonly<Record<string, Answerer>> = {
    'GET /health': () => ({
      httpStatus: 200,
      body: { status: 'ok', file: queue.file, stored: queue.stored, pendingBytes: queue.pendingBytes },
    }),
    'POST /admin/settle': async () => {
      await exports.settled();
      return { httpStatus: 204 };
    },
    'POST /admin/rotate': async (request) => {
      await exports.settled();
      return rotate(request, queue);
    },
    'GET /admin/files': (request) => recordedFile(request, queue),
    'DELETE /admin/files': (request) => recordedFile(request, queue),
  };
  const server = createServer((request, response) => {
    const route = routeOf(request);
    const signal = SIGNALS.get(route);
    if (signal === undefined)
      void answer(request, response, { answerer: answers[route], token: options.token });
    else void exports.handle(signal, request, response);
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  try {
    await listen(server, options);
  } catch (cause) {
    queue.closeStore();
    throw cause;
  }
  return {
    url: urlOf(server),
    async close() {
      if (server.listening) await closeServer(server);
      queue.closeStore();
    },
  };
}

type Answerer = (request: IncomingMessage) => AdminAnswer | Promise<AdminAnswer>;

const SIGNALS: ReadonlyMap<string, Signal> = new Map([
  ['POST /v1/traces', 'traces'],
  ['POST /v1/logs', 'logs'],
  ['POST /v1/metrics', 'metrics'],
]);

function routeOf(request: IncomingMessage): string {
  const [path = ''] = (request.url ?? '/').split('?', 1);
  return `${request.method} ${path.replace(/^\/admin\/files\/[^/]+$/, '/admin/files')}`;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { answerer, token }: { readonly answerer: Answerer | undefined; readonly token: string | undefined },
): Promise<void> {
  const isAdmin = routeOf(request).includes(' /admin/');
  try {
    if (isAdmin && !isAuthorised(request, token)) {
      await send(response, { httpStatus: 403, body: { message: "this route needs the receiver's token" } });
    } else if (answerer === undefined) {
      await send(response, { httpStatus: 404, body: { message: `there is no ${routeOf(request)} here` } });
    } else await send(response, await answerer(request));
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    if (response.headersSent) response.destroy();
    else await send(response, { httpStatus: 500, body: { message } });
  } finally {
    request.resume();
  }
}

async function send(response: ServerResponse, { httpStatus, body, file }: AdminAnswer): Promise<void> {
  if (response.destroyed) return;
  if (file !== undefined) {
    const { size } = await stat(file);
    response.writeHead(httpStatus, { 'content-type': 'application/vnd.sqlite3', 'content-length': size });
    await pipeline(createReadStream(file), response);
    return;
  }
  response.writeHead(httpStatus, body === undefined ? {} : { 'content-type': 'application/json' });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}

async function listen(server: Server, { host, port }: ReceiverOptions): Promise<void> {
  server.listen({ host, port });
  try {
    await once(server, 'listening');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new EnvironmentError(`the telemetry receiver cannot listen on ${host}:${port}: ${reason}`, {
      cause,
      hint: 'End what uses the port, or choose another block with --port-base.',
    });
  }
}

function urlOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the receiver has no port');
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return `http://${host}:${address.port}`;
}

async function closeServer(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  const lateness = setTimeout(() => server.closeAllConnections(), CLOSING_MS);
  await closed;
  clearTimeout(lateness);
}

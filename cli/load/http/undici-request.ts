import { type Dispatcher, Pool } from 'undici';
import type { Transport, WireAnswer, WireRequest } from './transport.ts';

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
  const pool = new Pool(origin, { pipelining: 1, headersTimeout: 0, bodyTimeout: 0 });
  return {
    send: (request, signal) => exchange(pool, { ...request, path: prefix + request.path }, signal),
    close: () => pool.destroy(),
  };
}

async function exchange(pool: Pool, request: WireRequest, signal: AbortSignal): Promise<WireAnswer> {
  signal.throwIfAborted();
  const ending = new AbortController();
  const interrupt = () => ending.abort();
  // One timer of our own: undici's timeouts count in half seconds, and not from the start of the request.
  const timer = setTimeout(interrupt, request.timeoutMs);
  signal.addEventListener('abort', interrupt);
  try {
    return await send(pool, request, ending.signal);
  } catch (error) {
    signal.throwIfAborted();
    if (ending.signal.aborted) {
      return { kind: 'failed', errorKind: 'timeout', errorText: `no answer within ${request.timeoutMs} ms` };
    }
    return failureOf(error);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', interrupt);
  }
}

async function send(pool: Pool, request: WireRequest, signal: AbortSignal): Promise<WireAnswer> {
  const { method, path, headers, body } = request;
  const response = await pool.request({
    method: method as Dispatcher.HttpMethod, // a journey can only name methods that undici knows
    path,
    headers,
    body: body ?? null,
    signal,
  });
  const cookies = response.headers['set-cookie'];
  return {
    kind: 'answered',
    status: response.statusCode,
    text: await response.body.text(),
    cookies: cookies === undefined ? [] : [cookies].flat(),
  };
}

/** Several addresses of one name fail together, as an AggregateError with a code. */
function failureOf(error: unknown): Failure {
  const { code, message } = error as NodeJS.ErrnoException; // undici rejects with errors only
  return {
    kind: 'failed',
    errorKind: ERROR_KINDS[code ?? ''] ?? 'other',
    errorText: message === '' ? (code ?? 'no reason given') : message,
  };
}

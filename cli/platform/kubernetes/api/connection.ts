import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { Agent, type Dispatcher, EnvHttpProxyAgent, ProxyAgent } from 'undici';
import type { StatusBody } from './cluster-error.ts';
import { explainNoAnswer, explainStatus, type Question } from './explain-failure.ts';
import type { ClusterAccess } from './load-access.ts';

/** A question to the API. */
export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Of {@link body}; JSON unless told otherwise. */
  readonly contentType?: string;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** A question whose answer comes bit by bit. */
export interface StreamRequest extends Omit<ApiRequest, 'timeoutMs'> {
  /** A connection that brings nothing for so long is dead; none is unless told. */
  readonly silenceMs?: number;
}

export interface ApiAnswer {
  readonly status: number;
  readonly text: string;
}

const TIMEOUT_MS = 10_000;
/** Of questions that were refused for being too many, or lost with their connection. */
const ATTEMPTS = 4;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;

/** Pooled connections to one API server, with the credentials of one context. */
export class Connection {
  readonly access: ClusterAccess;
  readonly #dispatcher: Dispatcher;
  #headers: ClusterAccess['headers'];

  constructor(access: ClusterAccess) {
    this.access = access;
    this.#headers = access.headers;
    this.#dispatcher = dispatcherFor(access);
  }

  /**
   * Asks, and answers what came back. Servers that are busy, or say when to come again, are asked up to four times.
   * @throws ClusterError for an answer that says no, and for none
   */
  async ask(request: ApiRequest): Promise<ApiAnswer> {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await this.#try(request, attempt < ATTEMPTS);
      if (answer === undefined) {
        await pause(attempt, undefined, request.signal);
        continue;
      }
      if (answer.status < 300) return answer;
      const body = parseStatus(answer.text);
      if (!mayBeAskedAgain(answer) || attempt === ATTEMPTS) {
        throw explainStatus(answer.status, body, this.#question(request));
      }
      await pause(attempt, body.details?.retryAfterSeconds ?? answer.retryAfterSeconds, request.signal);
    }
  }

  /** Asks, and answers whatever came back, whatever its status. @throws ClusterError when nothing did */
  async askOnce(request: ApiRequest): Promise<ApiAnswer> {
    return (await this.#try(request, false)) as ApiAnswer; // it throws instead of answering nothing
  }

  /**
   * Answers the body as it comes, for watches, logs and files. It begins in time, and then lasts as long as it likes.
   * @throws ClusterError for an answer that says no, and for none
   */
  async stream(request: StreamRequest): Promise<AsyncIterable<Buffer>> {
    try {
      const { statusCode, body } = await this.#send(request, request.signal, request.silenceMs);
      if (statusCode < 300) return body;
      throw explainStatus(statusCode, parseStatus(await body.text()), this.#question(request));
    } catch (error) {
      request.signal?.throwIfAborted();
      throw this.#explained(error, request);
    }
  }

  /** Ends all connections; what is under way fails. */
  async close(): Promise<void> {
    await this.#dispatcher.destroy();
  }

  async #try(
    request: ApiRequest,
    mayTryAgain: boolean,
  ): Promise<(ApiAnswer & { readonly retryAfterSeconds?: number }) | undefined> {
    const timeout = AbortSignal.timeout(request.timeoutMs ?? TIMEOUT_MS);
    const signal = request.signal === undefined ? timeout : AbortSignal.any([timeout, request.signal]);
    try {
      const { statusCode, headers, body } = await this.#send(request, signal);
      const retryAfter = Number(headers['retry-after'] ?? Number.NaN);
      return {
        status: statusCode,
        text: await body.text(),
        ...(Number.isNaN(retryAfter) ? {} : { retryAfterSeconds: retryAfter }),
      };
    } catch (error) {
      request.signal?.throwIfAborted();
      // A kept connection that the server has just closed: the question never arrived.
      const wasLost = /ECONNRESET|UND_ERR_SOCKET|EPIPE/.test((error as { code?: string }).code ?? '');
      if (wasLost && mayTryAgain && request.method !== 'POST') return undefined;
      throw this.#explained(error, request);
    }
  }

  /** A token may have expired since it was read: the server says so, and gets a new one once. */
  async #send(
    request: ApiRequest,
    signal: AbortSignal | undefined,
    silenceMs?: number,
  ): Promise<Dispatcher.ResponseData> {
    const answer = await this.#sendAs(request, signal, silenceMs);
    if (answer.statusCode !== 401 || this.access.renewHeaders === undefined) return answer;
    const headers = await this.access.renewHeaders();
    if (isDeepStrictEqual(headers, this.#headers)) return answer;
    await answer.body.dump();
    this.#headers = headers;
    return this.#sendAs(request, signal, silenceMs);
  }

  #sendAs(
    request: ApiRequest,
    signal: AbortSignal | undefined,
    silenceMs = 0,
  ): Promise<Dispatcher.ResponseData> {
    const { method, path, query = {}, headers = {}, body, contentType = 'application/json' } = request;
    const url = new URL(`${this.access.server.replace(/\/$/, '')}${path}`);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    return this.#dispatcher.request({
      origin: url.origin,
      path: `${url.pathname}${url.search}`,
      method,
      headers: {
        accept: 'application/json',
        ...this.#headers,
        ...headers,
        ...(body === undefined ? {} : { 'content-type': contentType }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
      headersTimeout: TIMEOUT_MS,
      bodyTimeout: silenceMs,
    });
  }

  #question({ method, path }: ApiRequest): Question {
    const { server, context } = this.access;
    return { server, context, method, path };
  }

  #explained(error: unknown, request: ApiRequest): unknown {
    return error instanceof Error && 'status' in error
      ? error
      : explainNoAnswer(error, this.#question(request));
  }
}

/** As kubectl does: too many questions, and whatever the server itself says will pass. */
function mayBeAskedAgain({
  status,
  retryAfterSeconds,
}: {
  readonly status: number;
  readonly retryAfterSeconds?: number;
}): boolean {
  return status === 429 || (status >= 500 && retryAfterSeconds !== undefined);
}

function dispatcherFor({ proxyUrl, tls }: ClusterAccess): Dispatcher {
  const connect = { ...tls, timeout: 5000 };
  if (proxyUrl !== undefined) return new ProxyAgent({ uri: proxyUrl, requestTls: connect });
  const hasProxy = ['HTTPS_PROXY', 'https_proxy'].some((name) => process.env[name]);
  return hasProxy ? new EnvHttpProxyAgent({ requestTls: connect }) : new Agent({ connect });
}

async function pause(
  attempt: number,
  wishedSeconds: number | undefined,
  signal?: AbortSignal,
): Promise<void> {
  const wishedMs = wishedSeconds === undefined ? FIRST_PAUSE_MS * 2 ** (attempt - 1) : wishedSeconds * 1000;
  await delay(Math.min(LONGEST_PAUSE_MS, wishedMs), undefined, signal === undefined ? {} : { signal });
}

function parseStatus(text: string): StatusBody {
  try {
    return JSON.parse(text) as StatusBody; // the API's own Status object
  } catch {
    return { message: text.slice(0, 300) };
  }
}
